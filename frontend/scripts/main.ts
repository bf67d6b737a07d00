// Everything here improves a page that already works without it.
import "htmx.org";
import "../styles/main.css";

import { keepPlaceInListing } from "./listing";
import { openExplanationsForPrint, offerPrinting } from "./printing";
import { focusFirstRefusal, sendFormsOnce } from "./forms";

focusFirstRefusal(document);
sendFormsOnce(document);
offerPrinting(document);
openExplanationsForPrint(document);
keepPlaceInListing(document);
