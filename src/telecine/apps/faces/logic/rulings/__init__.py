"""What people decided, applied to tracks."""
