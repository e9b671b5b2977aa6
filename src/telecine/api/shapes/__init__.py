"""What goes over the wire. Fields of answers have no defaults, so that clients may rely on them."""
