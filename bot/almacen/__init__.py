"""SQL para SQLite y PostgreSQL, cifrado, llaves, retención y migraciones."""
