"""Why a face was named, counted and clear at an instant, or was not; by the code that decides."""
