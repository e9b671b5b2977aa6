"""What stages exchange: versioned, validated record types and their codecs."""
