package hidraw

// usageFIDO is what a security key says that it is: usage page F1D0, usage 1 (CTAP 2.1 section 11.2.8.2).
const (
	pageFIDO  = 0xf1d0
	usageFIDO = 0x01
)

// isKey reads a report descriptor (USB HID 1.11 section 6.2.2) as far as to its first usage, which tells whether it is a security
// key. A descriptor that is cut short is none.
func isKey(descriptor []byte) bool {
	page := uint32(0)
	for len(descriptor) > 0 {
		tag := descriptor[0]
		if tag == 0xfe { // long item: its size is in the next byte
			if len(descriptor) < 3 || len(descriptor) < 3+int(descriptor[1]) {
				return false
			}
			descriptor = descriptor[3+int(descriptor[1]):]
			continue
		}
		size := []int{0, 1, 2, 4}[tag&3]
		if len(descriptor) < 1+size {
			return false
		}
		value := uint32(0)
		for i := size; i > 0; i-- {
			value = value<<8 | uint32(descriptor[i])
		}
		switch tag &^ 3 {
		case 0x04: // usage page, global
			page = value
		case 0x08: // usage, local
			return page == pageFIDO && value == usageFIDO
		}
		descriptor = descriptor[1+size:]
	}
	return false
}
