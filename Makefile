# The commands for developers and packagers. `make` without arguments lists them.
# The laboratory (two private Asterisks) is tests/asterisk/lab. It stores its files in ./lab, or in the folder FERROFAX_LAB.

LAB = tests/asterisk/lab
ASTERISK_INCLUDE ?= /usr/include
MODULESDIR ?= /usr/lib/asterisk/modules
SYSCONFDIR ?= /etc/asterisk
# Asterisk's data folder (astdatadir in asterisk.conf), for the help of applications and events.
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
	@echo 'Tests and demo:'
	@echo 'make demo      sends a fax between two private Asterisks over SIP, shows the mail with it, and sends a mail as a fax'
	@echo 'make test      runs the test suite, part of it with a real Asterisk (needs root); ALL=1 also runs the tests that are left out otherwise'
	@echo 'make check     runs the tests that need no Asterisk, except those that have passed before with the same code; ALL=1 runs all of them'
	@echo 'make postgresql  runs the tests of the spool on a PostgreSQL server that it starts; part of make check. ALL=1: also sending and delivery'
	@echo 'make matrix    every rate, coding and resolution, to and from a real Asterisk 22 and 16; ONLY=help explains how to run a part'
	@echo '               ONLY=packets: T.38 over networks that lose, repeat and delay packets, compared with spandsp; under an hour'
	@echo '               ONLY=rtp: audio with RTP packets that are repeated, late, out of order or lost, compared with res_fax_spandsp'
	@echo '               ONLY=gateway: every rate through the T.38 gateway of res_fax, in both directions'
	@echo 'make endurance fifty crashes during faxes and print jobs, every failure of the mail relay, 200 jobs, calls that break off; one hour'
	@echo 'make hostile   every attack on listeners, forms, logins, print jobs and T.38 at once while faxes are sent and received; two hours, MINUTES=10 for less'
	@echo 'make cluster   two real Asterisks, 22 and 16, and two simulated PBXs with a shared database (PostgreSQL) and S3: 2,000 jobs and 1,000 faxes,'
	@echo '               200 kills and network cuts; one hour. FERROFAX_CLUSTER=200,100,30 runs less, ONLY=one takes a few minutes'
	@echo 'make rolling   upgrades three machines with a shared database one by one from BEFORE=COMMIT while faxes continue; ten minutes, mostly for the build'
	@echo 'make fuzz      ten million steps with damaged bits, frames, pages, files, packets, calls, mails and documents; STEPS=, SEED= and ONLY= change that'
	@echo 'make faults    makes each input or output call during a fax fail once, every eighth in all ways; STEP=1: all in all ways, ONLY=received: one part'
	@echo 'make mutants   CRATE=engine FILES="crates/engine/src/t30/**" TESTS=line   makes small faults in these files, and counts those that no test notices; one hour'
	@echo 'make deny      checks licences, sources and known vulnerabilities of all dependencies; ADVISORIES=today downloads the newest list'
	@echo 'make asterisks SOURCES="DIR DIR …"                builds Asterisk from each source folder and tests the released module in it (needs root)'
	@echo
	@echo 'Measurements:'
	@echo 'make compare   compares Ferrofax with spandsp and libtiff: codecs, CPU time, protocol overhead, and whole faxes over common lines; half an hour'
	@echo 'make scale     measures the shared database with a million jobs, ten million faxes, fifty nodes (PostgreSQL, 15 GB of disk); one hour'
	@echo 'make beside    measures the usual operations of the spool on SQLite, compared with BEFORE=COMMIT; ten minutes'
	@echo 'make lines     whole faxes over every kind of bad line, compared with spandsp; V.34 compared with V.17; gaps and training checks; 90 minutes'
	@echo 'make res-fax   compares SendFAX, ReceiveFAX and FAXOPT on res_fax_spandsp and on Ferrofax; ten minutes'
	@echo 'make share     measures the CPU time of 100 T.38 calls and of 30 audio calls at once, compared with res_fax_spandsp; half an hour'
	@echo
	@echo 'Documents:'
	@echo 'make docs      builds the documents as a website with a search field, in $(CARGO_TARGET_DIR)/docs; fails if a link is broken'
	@echo 'make reference generates the pages in docs/reference from the code'
	@echo 'make pictures  takes the pictures of the web interface in docs/pictures with Chromium'
	@echo 'make mails     draws each kind of mail in the widths of mail programs, in $(CARGO_TARGET_DIR)/tmp/mails'
	@echo
	@echo 'Building and installing:'
	@echo 'make module ASTERISK_INCLUDE=DIR                 builds app_ferrofax.so for your Asterisk'
	@echo 'make program   builds the program ferrofax: web interface, mail-to-fax, drop folder, command line'
	@echo 'make deb ASTERISK_INCLUDE=DIR                    builds Debian packages of both for your Asterisk, in $(DEBS)'
	@echo 'make image     builds a container image of these packages with Asterisk, by podman or docker'
	@echo 'make install DESTDIR=DIR MODULESDIR=DIR BINDIR=DIR   installs the module, and the program if it is built'
	@echo 'make release KEY=ID   builds packages (.deb, .rpm), tarballs, images and signed repositories for two processors, in $(RELEASE_TREE),'
	@echo '               and tests them on nine systems, some of them emulated (needs root). Without KEY, the signature is for tests only.'
	@echo '               BEFORE=COMMIT: the tests upgrade from that version'

demo:
	@tests/asterisk/demo

test:
	@tests/asterisk/suite beside $(MAKE) --no-print-directory check

# RELEASE_TREE is the folder that is published, signed with KEY. See docs/internals/releasing.md.
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

# tests/kit/src/fuzz/table.rs explains the fuzz targets, and how to repeat a run that found a fault.
fuzz:
	@STEPS='$(STEPS)' SEED='$(SEED)' ONLY='$(ONLY)' CASE='$(CASE)' \
	    cargo test --locked --features program --test line --test parts --no-fail-fast -- --ignored --nocapture fuzz::ten_million_steps

# Temporary files are in memory, because a disk would slow the tests down.
faults:
	@TMPDIR="$${TMPDIR:-$$(test -w /dev/shm && echo /dev/shm || echo /tmp)}" STEP='$(STEP)' ONLY='$(ONLY)' \
	    cargo test --locked --features program --test service -- --ignored --nocapture io_faults::every_call_fails

# tests/mutants/__main__.py says what has to be installed.
mutants:
	@python3 tests/mutants '$(CRATE)' '$(FILES)' $(TESTS)

# Compares Asterisk's own fax applications on spandsp and on Ferrofax: their results and their CPU time.
res-fax:
	@tests/asterisk/suite list

asterisks:
	@tests/asterisk/asterisks $(SOURCES)

share:
	@tests/asterisk/share $(ONLY)

# Each command prints a table. The first comment of benches/*.rs, crates/signal/benches/*.rs, tests/line/send.rs and tests/line/lines/mod.rs
# says what is measured.
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

# The pictures always show London time, on any machine.
pictures:
	@$(LAB) tools test
	TZ=Europe/London cargo test --locked --features program --test web -- --ignored browser::pictures

mails:
	@$(LAB) tools test
	cargo test --locked --features program --test web -- --ignored --nocapture mail_pictures

# The `ferrofax` program, which needs no Asterisk. With ASTERISK_SYSROOT (build.rs), it is built for another release of the system, as the module is.
program:
	cargo build --profile service --locked --bin ferrofax --features program
	@mkdir -p '$(RELEASE)'
	cp '$(CARGO_TARGET_DIR)/service/ferrofax' '$(RELEASE)/ferrofax'

module:
	ASTERISK_INCLUDE='$(ASTERISK_INCLUDE)' cargo build --release --locked --lib --features asterisk
	cp '$(RELEASE)/libferrofax.so' '$(RELEASE)/app_ferrofax.so'

# Debian packages. They are built in a copy of the sources, so that no files remain in this folder. See debian/rules.
# BUILT=DIR: the module and the program are built already, in DIR.
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

# A container image of the packages that the last `make deb` built.
image:
	@ls '$(DEBS)'/ferrofax_*.deb >/dev/null 2>&1 || { echo 'run make deb first, for the Asterisk of the image (see Containerfile)'; exit 1; }
	@command -v '$(firstword $(CONTAINER))' >/dev/null || { echo 'make image needs podman or docker'; exit 1; }
	$(CONTAINER) build -t ferrofax -f Containerfile '$(DEBS)'

# $(call install_stripped,FOLDER,NAME): installs the built file NAME without its symbols. The symbols are stored where debuggers look for
# them. A running process has mapped the old file, so the old file is never overwritten: the new file takes its name.
define install_stripped
	$(INSTALL) -d '$(DESTDIR)$(1)' '$(DESTDIR)$(DEBUGDIR)$(1)'
	$(INSTALL) -m 755 '$(RELEASE)/$(2)' '$(DESTDIR)$(1)/.$(2).new'
	@if objcopy --only-keep-debug '$(RELEASE)/$(2)' '$(DESTDIR)$(DEBUGDIR)$(1)/$(2).debug' 2>/dev/null; then \
	    chmod 644 '$(DESTDIR)$(DEBUGDIR)$(1)/$(2).debug'; \
	    objcopy --strip-unneeded --add-gnu-debuglink='$(DESTDIR)$(DEBUGDIR)$(1)/$(2).debug' '$(DESTDIR)$(1)/.$(2).new'; fi
	mv '$(DESTDIR)$(1)/.$(2).new' '$(DESTDIR)$(1)/$(2)'
endef

install:
	@test -f '$(RELEASE)/app_ferrofax.so' || { echo 'run make module first'; exit 1; }
	$(call install_stripped,$(MODULESDIR),app_ferrofax.so)
	$(INSTALL) -d '$(DESTDIR)$(SYSCONFDIR)'
	$(INSTALL) -m 644 asterisk-conf/ferrofax.conf.sample '$(DESTDIR)$(SYSCONFDIR)/ferrofax.conf.sample'
	$(INSTALL) -d '$(DESTDIR)$(ASTDATADIR)/documentation/thirdparty'
	$(INSTALL) -m 644 asterisk-conf/documentation/ferrofax-en_US.xml '$(DESTDIR)$(ASTDATADIR)/documentation/thirdparty'
	@test ! -f '$(RELEASE)/ferrofax' || $(MAKE) --no-print-directory install-gateway

# $(call keep_edited,OUR FILE,FOLDER,NAME): installs a file. If an administrator has edited it, it is kept, and the new one is put beside it.
# A file counts as edited if it differs from the last installed version, of which a copy is kept with the documentation.
define keep_edited
	@there='$(DESTDIR)$(2)/$(3)'; last='$(DESTDIR)$(DOCDIR)/installed/$(notdir $(1))'; \
	if test -e "$$there" && ! cmp -s "$$there" "$$last" && ! cmp -s "$$there" '$(1)'; then \
	    $(INSTALL) -m 644 '$(1)' "$$there.new"; \
	    echo "$(2)/$(3) has been edited and stays; the new one is $(3).new beside it"; \
	else $(INSTALL) -m 644 '$(1)' "$$there"; fi; \
	$(INSTALL) -m 644 '$(1)' "$$last"
endef

# Installs the program, its unit, its user, and the files that the documents name. Edited files are never overwritten.
install-gateway:
	$(INSTALL) -d $(foreach dir,$(BINDIR) $(GATEWAYDIR) $(UNITDIR) $(SYSUSERSDIR) $(TMPFILESDIR) $(LOGROTATEDIR),'$(DESTDIR)$(dir)') \
	    '$(DESTDIR)$(DOCDIR)/postfix' '$(DESTDIR)$(DOCDIR)/exim' '$(DESTDIR)$(DOCDIR)/installed' '$(DESTDIR)$(DOCDIR)/internals'
	$(call install_stripped,$(BINDIR),ferrofax)
	$(INSTALL) -d '$(DESTDIR)/usr/lib/ferrofax'
	$(INSTALL) -m 755 packaging/spool-folders '$(DESTDIR)/usr/lib/ferrofax'
	$(INSTALL) -m 644 asterisk-conf/gateway.toml.sample '$(DESTDIR)$(GATEWAYDIR)/gateway.toml.sample'
	$(call keep_edited,asterisk-conf/systemd/ferrofax.service,$(UNITDIR),ferrofax.service)
	$(call keep_edited,asterisk-conf/systemd/ferrofax.sysusers,$(SYSUSERSDIR),ferrofax.conf)
	$(call keep_edited,asterisk-conf/systemd/ferrofax.tmpfiles,$(TMPFILESDIR),ferrofax.conf)
	@test -e '$(DESTDIR)$(LOGROTATEDIR)/ferrofax' || $(INSTALL) -m 644 asterisk-conf/logrotate/ferrofax '$(DESTDIR)$(LOGROTATEDIR)/ferrofax'
	$(INSTALL) -m 644 $(filter-out docs/README.md docs/SUMMARY.md,$(wildcard docs/*.md)) docs/client.py '$(DESTDIR)$(DOCDIR)'
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

# Installs the manual pages and the completions for shells. The program generates them.
install-pages:
	@rm -rf '$(RELEASE)/pages'
	'$(RELEASE)/ferrofax' pages '$(RELEASE)/pages'
	$(INSTALL) -d $(foreach dir,$(MANDIR)/man1 $(MANDIR)/man5 $(BASHDIR) $(ZSHDIR) $(FISHDIR),'$(DESTDIR)$(dir)')
	$(INSTALL) -m 644 '$(RELEASE)'/pages/man/*.1 '$(DESTDIR)$(MANDIR)/man1'
	$(INSTALL) -m 644 '$(RELEASE)'/pages/man/*.5 '$(DESTDIR)$(MANDIR)/man5'
	$(INSTALL) -m 644 '$(RELEASE)/pages/completions/ferrofax.bash' '$(DESTDIR)$(BASHDIR)/ferrofax'
	$(INSTALL) -m 644 '$(RELEASE)/pages/completions/_ferrofax' '$(DESTDIR)$(ZSHDIR)/_ferrofax'
	$(INSTALL) -m 644 '$(RELEASE)/pages/completions/ferrofax.fish' '$(DESTDIR)$(FISHDIR)/ferrofax.fish'

.PHONY: help demo deny docs reference pictures mails test release asterisks compare scale beside lines check postgresql matrix endurance hostile cluster rolling fuzz faults mutants res-fax share module program deb image install install-gateway install-pages
