"""How Relais is served: gunicorn reads this file by itself, in the folder where it is started."""

import gc

wsgi_app = "wsgi:create_app()"
workers, threads = 2, 4
preload_app = True
keepalive = 75
graceful_timeout = 10
control_socket_disable = True
loglevel = "warning"


def when_ready(server: object) -> None:
    """Take what the workers are about to share out of the rounds of the garbage collector.

    A round writes on every object it looks at: each worker would end with a copy of all it was given.
    """
    gc.collect()
    gc.freeze()
