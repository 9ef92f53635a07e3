/*
 * What Asterisk's console says of our applications, functions and actions: Asterisk's own XML documentation, of which ours is the file
 * asterisk-conf/documentation/ferrofax-en_US.xml, or, where that was not there when Asterisk started, the same in words of our own.
 */
#include "shim.h"

#include "asterisk/xml.h"
#include "asterisk/xmldoc.h"

int shim_is_documented(const char *type, const char *name)
{
	int is_known = 0;
#ifdef AST_XML_DOCS
	/* Whoever asks for the text of what is not there has a warning in the log. */
	struct ast_xml_xpath_results *found = ast_xmldoc_query("/docs/%s[@name='%s']", type, name);

	if (found) {
		is_known = 1;
		ast_xml_xpath_results_free(found);
	}
#endif
	return is_known;
}
