"""The portal's face: page frame, components, styles, scripts, tags. It knows no other room."""
