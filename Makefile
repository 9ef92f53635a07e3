# What people run. `make` alone says what there is.
# The laboratory (two private Asterisks) is tests/asterisk/lab; what it keeps is in ./lab, or where FERROFAX_LAB says.

LAB = tests/asterisk/lab
ASTERISK_INCLUDE ?= /usr/include
MODULESDIR ?= /usr/lib/asterisk/modules
SYSCONFDIR ?= /etc/asterisk
# Its folder of data, as asterisk.conf has it (astdatadir): what it says of applications and events.
ASTDATADIR ?= /usr/share/asterisk
BINDIR ?= /usr/bin
GATEWAYDIR ?= /etc/ferrofax
DOCDIR ?= /usr/share/doc/ferrofax
MANDIR ?= /usr/share/man
BASHDIR ?= /usr/share/bash-completion/completions
ZSHDIR ?= /usr/share/zsh/vendor-completions
FISHDIR ?= /usr/share/fish/vendor_completions.d
DEBUGDIR ?= /usr/lib/debug
UNITDIR ?= /usr/lib/systemd/system
SYSUSERSDIR ?= /usr/lib/sysusers.d
TMPFILESDIR ?= /usr/lib/tmpfiles.d
LOGROTATEDIR ?= /etc/logrotate.d
CARGO_TARGET_DIR ?= target
RELEASE = $(CARGO_TARGET_DIR)/release
CONTAINER ?= $(firstword $(notdir $(shell command -v podman docker)) podman)
DEBS ?= $(CARGO_TARGET_DIR)/deb
RELEASE_TREE ?= $(CARGO_TARGET_DIR)/release-tree
export KEY
INSTALL ?= install
export PATH := $(PATH):$(HOME)/.cargo/bin

help:
	@echo 'make demo      a letter faxed over SIP between two private PBXs, the e-mail of it, and a mail that becomes a fax'
	@echo 'make test      the whole test suite, part of it against real Asterisk (root)'
	@echo 'make check     the part of it that needs no Asterisk, but for what has passed and has not changed since; ALL=1 runs that too'
	@echo 'make postgresql  the tests of the spool on a PostgreSQL of their own, part of make check; ALL=1: those of sending and delivery, too'
	@echo 'make release KEY=ID   packages (.deb, .rpm), tarballs, images and signed repositories for two processors, in $(RELEASE_TREE), and their'
	@echo '               life on nine systems, emulated ones too (root). Without KEY they serve tests alone; BEFORE=COMMIT upgrades that version'
	@echo 'make docs      the documents as a website with a search field, in $(CARGO_TARGET_DIR)/docs; a broken link is an error'
	@echo 'make reference the pages in docs/reference, printed again from the code'
	@echo 'make deny      licences, sources and known faults of what is linked; ADVISORIES=today asks for the newest list of them'
	@echo 'make matrix    every rate, coding and resolution from and to a real Asterisk 22 and 16; ONLY=help says how to run a part'
	@echo '               ONLY=packets: T.38 over networks that lose, repeat and hold back, beside spandsp with itself; under an hour'
	@echo '               ONLY=rtp: audio whose RTP comes doubled, late, out of order or not at all, beside res_fax_spandsp'
	@echo '               ONLY=gateway: every rate through the T.38 gateway of res_fax, both ways'
	@echo 'make endurance fifty crashes in faxes and in print jobs, every trouble with the relay, 200 jobs, callers that give up again and again; an hour'
	@echo 'make hostile   every attack on listeners, forms, logins, print jobs and T.38 at once while faxes come and go; two hours, MINUTES=10 for less'
	@echo 'make cluster   two real Asterisks, 22 and 16, and two simulated PBXs with one store on PostgreSQL and S3: 2,000 jobs and 1,000 faxes while'
	@echo '               all of them are killed and cut off 200 times; an hour. FERROFAX_CLUSTER=200,100,30 has less, ONLY=one is some minutes'
	@echo 'make rolling   three machines with one store upgraded one by one from BEFORE=COMMIT, while jobs and faxes go on; ten minutes, most of it to build that version'
	@echo 'make fuzz      ten million steps of damaged bits, frames, pages, files, packets, calls, mails and documents; STEPS=, SEED= and ONLY= say otherwise'
	@echo 'make faults    each call for input or output of a fax on its way fails once, every eighth in all ways; STEP=1 is all, ONLY=received a part'
	@echo 'make compare   beside spandsp and libtiff: codecs, CPU, the protocol overhead, and whole faxes over common lines; half an hour'
	@echo 'make scale     the store of nodes with a million jobs, ten million faxes, fifty nodes (PostgreSQL, 15 GB of disk); an hour'
	@echo 'make beside    the ordinary work of the spool on SQLite, beside BEFORE=COMMIT; ten minutes'
	@echo 'make lines     whole faxes over everything that happens to lines, beside spandsp, V.34 beside V.17, gaps and training checks; an hour and a half'
	@echo 'make res-fax   what SendFAX, ReceiveFAX and FAXOPT do on res_fax_spandsp and on Ferrofax, side by side; ten minutes'
	@echo 'make share     the processor in 100 T.38 and 30 audio calls at once, beside res_fax_spandsp; half an hour'
	@echo 'make asterisks SOURCES="DIR DIR …"                the released module in Asterisks built from these checkouts of its branches (root)'
	@echo 'make module ASTERISK_INCLUDE=DIR                 app_ferrofax.so for your Asterisk'
	@echo 'make pictures  the pictures of the web interface in docs/pictures, taken again with Chromium'
	@echo 'make mails     pictures of each kind of mail in the widths of mail programs, in $(CARGO_TARGET_DIR)/tmp/mails'
	@echo 'make program   the ferrofax program: mail-to-fax, a drop folder, faxes from a shell'
	@echo 'make deb ASTERISK_INCLUDE=DIR                    Debian packages of both for your Asterisk, in $(DEBS)'
	@echo 'make image     a container image of these packages with Asterisk, by podman or docker'
	@echo 'make install DESTDIR=DIR MODULESDIR=DIR BINDIR=DIR   puts there what of both has been made'

demo:
	@tests/asterisk/demo

test:
	@tests/asterisk/suite beside $(MAKE) --no-print-directory check

# RELEASE_TREE is what is published, signed with KEY: docs/internals/releasing.md.
release:
	@tests/asterisk/release-tree release '$(RELEASE_TREE)'
	@BEFORE='$(BEFORE)' tests/asterisk/suite release

matrix:
	@tests/asterisk/suite matrix $(if $(AT_ONCE),at-once=$(AT_ONCE)) $(ONLY)

endurance:
	@FERROFAX_JOBS=200 FERROFAX_CRASHES=30 cargo test --locked --test service -- sending:: --include-ignored
	@cargo test --locked --features program --test printer -- --ignored --nocapture kills:: fields::five_hundred_faxes
	@tests/asterisk/suite endurance $(ONLY)

hostile:
	@MINUTES='$(MINUTES)' tests/asterisk/suite hostile

cluster:
	@tests/asterisk/suite cluster $(ONLY)

rolling:
	@tests/rolling $(BEFORE)

# How it works, and how a finding is seen again: tests/kit/src/fuzz/table.rs.
fuzz:
	@STEPS='$(STEPS)' SEED='$(SEED)' ONLY='$(ONLY)' CASE='$(CASE)' \
	    cargo test --locked --features program --test line --test parts --no-fail-fast -- --ignored --nocapture fuzz::ten_million_steps

# What is kept for a while is kept in memory: a disk would be waited for.
faults:
	@TMPDIR="$${TMPDIR:-$$(test -w /dev/shm && echo /dev/shm || echo /tmp)}" STEP='$(STEP)' ONLY='$(ONLY)' \
	    cargo test --locked --features program --test service -- --ignored --nocapture io_faults::every_call_fails

# What Asterisk's own fax applications do on spandsp beside Ferrofax, and what of the processor they take there.
res-fax:
	@tests/asterisk/suite list

asterisks:
	@tests/asterisk/asterisks $(SOURCES)

share:
	@tests/asterisk/share $(ONLY)

# Each prints a table; what they measure stands at the head of benches/*.rs, crates/signal/benches/*.rs, tests/line/send.rs and tests/line/lines/mod.rs.
compare:
	cargo bench --locked --bench t4
	cargo bench --locked --bench terminals
	cargo bench --locked -p ferrofax-signal --bench v34
	cargo bench --locked --features program --bench desk
	cargo test --locked --release --test parts bit_errors:: -- --ignored --nocapture --test-threads 1
	cargo test --locked --release --test line send::a_fax_of_ten_pages -- --nocapture
	cargo test --locked --release --test line lines::whole_faxes -- --ignored --nocapture
	cargo test --locked --release --features program --test program fields::a_batch_of_500 -- --ignored --nocapture

# TMPDIR is where the server stores its data. docs/internals/scale.md has the results.
scale:
	@FERROFAX_SERVER='fsync=on shared_buffers=2GB max_wal_size=3GB shared_preload_libraries=pg_stat_statements' \
	    tests/postgresql cargo bench --locked -p ferrofax-cluster --features postgresql --bench scale -- svg='$(CURDIR)/docs/internals/scale.svg' $(ONLY)

beside:
	@benches/beside $(BEFORE)

lines:
	cargo test --locked --release --test line -- --ignored --nocapture --test-threads 1 lines::every_trouble lines::super_g3 lines::a_gap lines::training_checks lines::one_event lines::noise_that
	cargo test --locked --release --test parts modems_where_clocks_differ:: -- --ignored --nocapture

check:
	@$(LAB) tools test
	@ALL='$(ALL)' tests/check

postgresql:
	@$(LAB) tools test
	@SPOOLS='$(ALL)' tests/postgresql

deny:
	@tests/package/deny

docs:
	@$(LAB) tools docs
	@tests/book

reference:
	@cargo test --locked --quiet --features program --test plain -- reference

# The times in the pictures are London's, wherever they are taken.
pictures:
	@$(LAB) tools test
	TZ=Europe/London cargo test --locked --features program --test web -- --ignored browser::pictures

mails:
	@$(LAB) tools test
	cargo test --locked --features program --test web -- --ignored --nocapture mail_pictures

# The `ferrofax` program, which needs no Asterisk. Like the module it can be made for another release of the system: ASTERISK_SYSROOT (build.rs).
program:
	cargo build --profile service --locked --bin ferrofax --features program
	@mkdir -p '$(RELEASE)'
	cp '$(CARGO_TARGET_DIR)/service/ferrofax' '$(RELEASE)/ferrofax'

module:
	ASTERISK_INCLUDE='$(ASTERISK_INCLUDE)' cargo build --release --locked --lib --features asterisk
	cp '$(RELEASE)/libferrofax.so' '$(RELEASE)/app_ferrofax.so'

# Debian packages. They are put together in a copy, so that nothing of them stays in this folder; debian/rules says more.
# BUILT=DIR: both are built already and are there.
deb:
	@command -v dh >/dev/null || { echo 'make deb needs debhelper: apt-get install debhelper'; exit 1; }
	@$(if $(BUILT),true,$(MAKE) --no-print-directory module program)
	@rm -rf '$(DEBS)/tree' '$(DEBS)'/ferrofax_*.deb '$(DEBS)'/ferrofax-*.deb && mkdir -p '$(DEBS)/tree'
	@cp -RL asterisk-conf debian docs freepbx monitoring packaging CHANGELOG.md CONTRIBUTING.md README.md SECURITY.md '$(DEBS)/tree'
	cd '$(DEBS)/tree' && DEB_RULES_REQUIRES_ROOT=no debian/rules binary BUILT='$(abspath $(or $(BUILT),$(RELEASE)))' DEBS=.. \
	    ASTERISK_INCLUDE='$(ASTERISK_INCLUDE)' $(if $(PAGES),PAGES='$(abspath $(PAGES))')
	@rm -rf '$(DEBS)/tree'
	@cd '$(DEBS)' && echo 'Install both packages, as root:' && \
	    echo "  apt install $$(ls -d "$$PWD"/ferrofax-asterisk_*.deb "$$PWD"/ferrofax_*.deb | tr '\n' ' ')"

# An image of the packages that `make deb` has made last.
image:
	@ls '$(DEBS)'/ferrofax_*.deb >/dev/null 2>&1 || { echo 'make deb comes first, for the Asterisk of the image (see Containerfile)'; exit 1; }
	@command -v '$(firstword $(CONTAINER))' >/dev/null || { echo 'make image needs podman or docker'; exit 1; }
	$(CONTAINER) build -t ferrofax -f Containerfile '$(DEBS)'

# $(call install_stripped,FOLDER,NAME): what is built there, without its symbols, which lie where a debugger looks for them. Who runs
# it has it mapped: the new file takes the old one's name and never its place on the disk.
define install_stripped
	$(INSTALL) -d '$(DESTDIR)$(1)' '$(DESTDIR)$(DEBUGDIR)$(1)'
	$(INSTALL) -m 755 '$(RELEASE)/$(2)' '$(DESTDIR)$(1)/.$(2).new'
	@if objcopy --only-keep-debug '$(RELEASE)/$(2)' '$(DESTDIR)$(DEBUGDIR)$(1)/$(2).debug' 2>/dev/null; then \
	    chmod 644 '$(DESTDIR)$(DEBUGDIR)$(1)/$(2).debug'; \
	    objcopy --strip-unneeded --add-gnu-debuglink='$(DESTDIR)$(DEBUGDIR)$(1)/$(2).debug' '$(DESTDIR)$(1)/.$(2).new'; fi
	mv '$(DESTDIR)$(1)/.$(2).new' '$(DESTDIR)$(1)/$(2)'
endef

install:
	@test -f '$(RELEASE)/app_ferrofax.so' || { echo 'make module comes first'; exit 1; }
	$(call install_stripped,$(MODULESDIR),app_ferrofax.so)
	$(INSTALL) -d '$(DESTDIR)$(SYSCONFDIR)'
	$(INSTALL) -m 644 asterisk-conf/ferrofax.conf.sample '$(DESTDIR)$(SYSCONFDIR)/ferrofax.conf.sample'
	$(INSTALL) -d '$(DESTDIR)$(ASTDATADIR)/documentation/thirdparty'
	$(INSTALL) -m 644 asterisk-conf/documentation/ferrofax-en_US.xml '$(DESTDIR)$(ASTDATADIR)/documentation/thirdparty'
	@test ! -f '$(RELEASE)/ferrofax' || $(MAKE) --no-print-directory install-gateway

# $(call keep_edited,OUR FILE,FOLDER,NAME): a file that someone has edited stays as it is, and the new one is put beside it.
# Edited is what differs from what was installed last, of which a copy is kept with the documentation.
define keep_edited
	@there='$(DESTDIR)$(2)/$(3)'; last='$(DESTDIR)$(DOCDIR)/installed/$(notdir $(1))'; \
	if test -e "$$there" && ! cmp -s "$$there" "$$last" && ! cmp -s "$$there" '$(1)'; then \
	    $(INSTALL) -m 644 '$(1)' "$$there.new"; \
	    echo "$(2)/$(3) has been edited and stays; the new one is $(3).new beside it"; \
	else $(INSTALL) -m 644 '$(1)' "$$there"; fi; \
	$(INSTALL) -m 644 '$(1)' "$$last"
endef

# The program, its unit, its user and what its pages tell of. Never is a file overwritten that someone edits.
install-gateway:
	$(INSTALL) -d $(foreach dir,$(BINDIR) $(GATEWAYDIR) $(UNITDIR) $(SYSUSERSDIR) $(TMPFILESDIR) $(LOGROTATEDIR),'$(DESTDIR)$(dir)') \
	    '$(DESTDIR)$(DOCDIR)/postfix' '$(DESTDIR)$(DOCDIR)/exim' '$(DESTDIR)$(DOCDIR)/installed' '$(DESTDIR)$(DOCDIR)/internals'
	$(call install_stripped,$(BINDIR),ferrofax)
	$(INSTALL) -m 644 asterisk-conf/gateway.toml.sample '$(DESTDIR)$(GATEWAYDIR)/gateway.toml.sample'
	$(call keep_edited,asterisk-conf/systemd/ferrofax.service,$(UNITDIR),ferrofax.service)
	$(call keep_edited,asterisk-conf/systemd/ferrofax.sysusers,$(SYSUSERSDIR),ferrofax.conf)
	$(call keep_edited,asterisk-conf/systemd/ferrofax.tmpfiles,$(TMPFILESDIR),ferrofax.conf)
	@test -e '$(DESTDIR)$(LOGROTATEDIR)/ferrofax' || $(INSTALL) -m 644 asterisk-conf/logrotate/ferrofax '$(DESTDIR)$(LOGROTATEDIR)/ferrofax'
	$(INSTALL) -m 644 $(filter-out docs/README.md docs/SUMMARY.md,$(wildcard docs/*.md)) '$(DESTDIR)$(DOCDIR)'
	$(INSTALL) -m 644 docs/README.md '$(DESTDIR)$(DOCDIR)/index.md'
	$(INSTALL) -m 644 CHANGELOG.md CONTRIBUTING.md LICENSE README.md SECURITY.md '$(DESTDIR)$(DOCDIR)'
	sed -i -f packaging/doc-links.sed '$(DESTDIR)$(DOCDIR)'/*.md
	@for folder in internals reference pictures; do \
	    $(INSTALL) -d '$(DESTDIR)$(DOCDIR)'/$$folder && $(INSTALL) -m 644 docs/$$folder/* '$(DESTDIR)$(DOCDIR)'/$$folder || exit 1; done
	$(INSTALL) -m 644 asterisk-conf/postfix/* '$(DESTDIR)$(DOCDIR)/postfix'
	$(INSTALL) -m 644 asterisk-conf/exim/* '$(DESTDIR)$(DOCDIR)/exim'
	$(INSTALL) -d '$(DESTDIR)$(DOCDIR)/monitoring/grafana'
	$(INSTALL) -m 644 monitoring/*.yml '$(DESTDIR)$(DOCDIR)/monitoring'
	$(INSTALL) -m 644 monitoring/grafana/* '$(DESTDIR)$(DOCDIR)/monitoring/grafana'
	@$(MAKE) --no-print-directory install-pages

# The pages of the manual, and what completes words in shells: the program makes them of its own tables.
install-pages:
	@rm -rf '$(RELEASE)/pages'
	'$(RELEASE)/ferrofax' pages '$(RELEASE)/pages'
	$(INSTALL) -d $(foreach dir,$(MANDIR)/man1 $(MANDIR)/man5 $(BASHDIR) $(ZSHDIR) $(FISHDIR),'$(DESTDIR)$(dir)')
	$(INSTALL) -m 644 '$(RELEASE)'/pages/man/*.1 '$(DESTDIR)$(MANDIR)/man1'
	$(INSTALL) -m 644 '$(RELEASE)'/pages/man/*.5 '$(DESTDIR)$(MANDIR)/man5'
	$(INSTALL) -m 644 '$(RELEASE)/pages/completions/ferrofax.bash' '$(DESTDIR)$(BASHDIR)/ferrofax'
	$(INSTALL) -m 644 '$(RELEASE)/pages/completions/_ferrofax' '$(DESTDIR)$(ZSHDIR)/_ferrofax'
	$(INSTALL) -m 644 '$(RELEASE)/pages/completions/ferrofax.fish' '$(DESTDIR)$(FISHDIR)/ferrofax.fish'

.PHONY: help demo deny docs reference pictures mails test release asterisks compare scale beside lines check postgresql matrix endurance hostile cluster rolling fuzz faults res-fax share module program deb image install install-gateway install-pages
