// Beside imageprep, which runs it, so that preparing images never loads the network libraries.
