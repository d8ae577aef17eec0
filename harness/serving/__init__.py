"""Cards in the slots of vpcd readers, put in and pulled out by whoever drives them."""
