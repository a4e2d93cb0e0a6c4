"""Whether it weighs true: instrument, permitted error, verification, codes and marks."""
