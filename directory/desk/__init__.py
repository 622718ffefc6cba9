"""What waits for the people who answer for a territory, in one queue."""
