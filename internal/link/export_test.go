package link

// Parse is the decoder of frames, for fuzzing.
var Parse = parse
