"""The shell: configuration, access, security headers, language, errors, home."""
