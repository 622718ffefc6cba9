"""The shell: configuration, access, security headers, wording, errors, home."""
