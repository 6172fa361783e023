"""What people and machines touch: translation only, no thinking."""
