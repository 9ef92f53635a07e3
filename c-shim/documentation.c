/*
 * Documentation of our applications, functions and actions on Asterisk's console. It is in the XML file
 * asterisk-conf/documentation/ferrofax-en_US.xml. If that file was not installed when Asterisk started, the same
 * texts in our C files are used.
 */
#include "shim.h"

#include "asterisk/xml.h"
#include "asterisk/xmldoc.h"

int shim_is_documented(const char *type, const char *name)
{
	int is_known = 0;
#ifdef AST_XML_DOCS
	/* Asking Asterisk for the text of an unknown item would write a warning to the log. */
	struct ast_xml_xpath_results *found = ast_xmldoc_query("/docs/%s[@name='%s']", type, name);

	if (found) {
		is_known = 1;
		ast_xml_xpath_results_free(found);
	}
#endif
	return is_known;
}
