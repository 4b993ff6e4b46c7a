//go:build !leaky

// Freed memory is cleared before it is given back, whoever frees it: libfprint keeps captures, their enlarged and reduced copies
// and the minutiae in plain malloc'ed memory (L8). These definitions come before the C library's for every library of the process.
// Without them (the tag "leaky", for the test that shows that the test would see it) captures stay in memory until the end.

#include <errno.h>
#include <malloc.h>
#include <stddef.h>
#include <string.h>

extern void *__libc_malloc(size_t size);
extern void __libc_free(void *p);

void free(void *p)
{
	int kept = errno;
	if (p != NULL)
		explicit_bzero(p, malloc_usable_size(p));
	__libc_free(p);
	errno = kept;
}

void *realloc(void *p, size_t size)
{
	if (p == NULL)
		return __libc_malloc(size);
	if (size == 0) {
		free(p);
		return NULL;
	}
	size_t had = malloc_usable_size(p);
	void *q = __libc_malloc(size);
	if (q == NULL)
		return NULL;
	memcpy(q, p, had < size ? had : size);
	free(p);
	return q;
}
