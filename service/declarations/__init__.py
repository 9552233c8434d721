"""What a member declares in person: assessed line by line, filed, and taken back the same day."""
