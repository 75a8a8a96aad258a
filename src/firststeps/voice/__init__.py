"""The laptop listens: microphone and loudspeaker, recordings of a word, a room to get used to."""
