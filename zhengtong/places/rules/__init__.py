"""What follows from codes and words alone: levels of regions and bodies. Pure."""
