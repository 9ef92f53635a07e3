/*
 * Documentation of our applications, functions and actions on Asterisk's console. It is in the XML file
 * asterisk-conf/documentation/ferrofax-en_US.xml. If that file was not installed when Asterisk started, the same
 * texts in our C files are used.
 */
#include "shim.h"

#include <dlfcn.h>

/* An Asterisk that was configured with --disable-xmldoc has none of these functions, so they are looked up. */
int shim_is_documented(const char *type, const char *name)
{
	void *(*query)(const char *format, ...);
	void (*release)(void *found);
	void *found;

	*(void **) &query = dlsym(RTLD_DEFAULT, "ast_xmldoc_query");
	*(void **) &release = dlsym(RTLD_DEFAULT, "ast_xml_xpath_results_free");
	/* Asking Asterisk for the text of an unknown item would write a warning to the log. */
	if (!query || !release || !(found = query("/docs/%s[@name='%s']", type, name))) {
		return 0;
	}
	release(found);
	return 1;
}
