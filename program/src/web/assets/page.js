// What pages do better with script; without it all that matters works too.
"use strict";
