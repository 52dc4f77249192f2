"""What the bot knows: tables, queries, migrations, wards, photos."""
