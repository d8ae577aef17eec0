"""What went over each wire, recorded masked and told in words."""
