"""Gets models and sample photographs, verifies, converts and keeps them."""
