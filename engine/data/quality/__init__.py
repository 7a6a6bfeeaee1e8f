"""The quality of data: findings, a grade, waivers."""
