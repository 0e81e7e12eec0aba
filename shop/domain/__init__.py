"""The shared heart: never heard of HTTP, SMTP or a language."""
