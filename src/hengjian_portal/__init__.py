"""衡鉴: the portal. People, pages and the database; what it decides it asks of the engines."""
