# What people run. `make` alone says what there is.
# The laboratory (two private Asterisks) is tests/asterisk/lab; what it keeps is in ./lab, or where FERROFAX_LAB says.

LAB = tests/asterisk/lab
ASTERISK_INCLUDE ?= /usr/include
MODULESDIR ?= /usr/lib/asterisk/modules
SYSCONFDIR ?= /etc/asterisk
BINDIR ?= /usr/bin
GATEWAYDIR ?= /etc/ferrofax
DOCDIR ?= /usr/share/doc/ferrofax
UNITDIR ?= /usr/lib/systemd/system
SYSUSERSDIR ?= /usr/lib/sysusers.d
TMPFILESDIR ?= /usr/lib/tmpfiles.d
LOGROTATEDIR ?= /etc/logrotate.d
CARGO_TARGET_DIR ?= target
SKIPPED = $(CARGO_TARGET_DIR)/tmp/skipped
INSTALL ?= install
export PATH := $(PATH):$(HOME)/.cargo/bin

help:
	@echo 'make demo      a letter faxed over SIP between two private PBXs, the e-mail of it, and a mail that becomes a fax'
	@echo 'make test      the whole test suite, the last part against real Asterisk (root)'
	@echo 'make check     the part of it that needs no Asterisk'
	@echo 'make deny      licences, sources and known faults of what is linked; ADVISORIES=today asks for the newest list of them'
	@echo 'make matrix    every rate, coding and resolution from and to a real Asterisk 22 and 16; ONLY=help says how to run a part'
	@echo '               ONLY=packets: T.38 over networks that lose, repeat and hold back, beside spandsp with itself; under an hour'
	@echo '               ONLY=rtp: audio whose RTP comes doubled, late, out of order or not at all, beside res_fax_spandsp'
	@echo '               ONLY=gateway: every rate through the T.38 gateway of res_fax, both ways'
	@echo 'make endurance fifty crashes in faxes, every trouble with the relay, 200 jobs, callers that give up again and again; an hour'
	@echo 'make fuzz      ten million steps of damaged bits, frames, pages, files, packets, calls, mails and documents; STEPS=, SEED= and ONLY= say otherwise'
	@echo 'make compare   beside spandsp and libtiff: codecs, CPU, the protocol overhead, and whole faxes over common lines; half an hour'
	@echo 'make lines     whole faxes over everything that happens to lines, beside spandsp, gaps and training checks; 40 minutes'
	@echo 'make res-fax   what SendFAX, ReceiveFAX and FAXOPT do on res_fax_spandsp and on Ferrofax, side by side; ten minutes'
	@echo 'make share     the processor in 100 T.38 and 30 audio calls at once, beside res_fax_spandsp; half an hour'
	@echo 'make module ASTERISK_INCLUDE=DIR                 app_ferrofax.so for your Asterisk'
	@echo 'make program   the ferrofax program: mail-to-fax, a drop folder, faxes from a shell'
	@echo 'make install DESTDIR=DIR MODULESDIR=DIR BINDIR=DIR   puts there what of both has been made'

demo:
	@tests/asterisk/demo

test: check
	@tests/asterisk/suite

matrix:
	@tests/asterisk/suite matrix $(if $(AT_ONCE),at-once=$(AT_ONCE)) $(ONLY)

endurance:
	@FERROFAX_JOBS=200 FERROFAX_CRASHES=30 cargo test --locked --test sending -- --include-ignored
	@tests/asterisk/suite endurance $(ONLY)

# How it works, and how a finding is seen again: tests/fuzz/main.rs.
fuzz:
	@STEPS='$(STEPS)' SEED='$(SEED)' ONLY='$(ONLY)' CASE='$(CASE)' \
	    cargo test --locked --features program --test fuzz -- --ignored --nocapture ten_million_steps

# What Asterisk's own fax applications do on spandsp beside Ferrofax, and what of the processor they take there.
res-fax:
	@tests/asterisk/suite list

share:
	@tests/asterisk/share $(ONLY)

# Each prints a table; what they measure stands at the head of benches/*.rs, tests/send.rs and tests/lines/main.rs.
compare:
	cargo bench --locked --bench t4
	cargo bench --locked --bench terminals
	cargo test --locked --release --test bit_errors -- --ignored --nocapture --test-threads 1
	cargo test --locked --release --test send ten_pages -- --nocapture
	cargo test --locked --release --test lines whole_faxes -- --ignored --nocapture

lines:
	cargo test --locked --release --test lines -- --ignored --nocapture --test-threads 1 every_trouble a_gap training_checks
	cargo test --locked --release --test modems_where_clocks_differ -- --ignored --nocapture

# What could not be tested on this machine is told by name at the end.
check:
	@$(LAB) tools test
	@rm -rf '$(SKIPPED)'
	@if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --locked --workspace --features program --no-fail-fast; \
	    ended=$$?; cargo test --locked --doc --workspace --features program || ended=1; \
	else cargo test --locked --workspace --features program --no-fail-fast; ended=$$?; fi; \
	test ! -d '$(SKIPPED)' || { echo 'skipped on this machine:'; sort '$(SKIPPED)'/* | sed 's/^/  /'; }; exit $$ended

deny:
	@tests/package/deny

# The `ferrofax` program, which needs no Asterisk.
program:
	cargo build --release --locked --bin ferrofax --features program

module:
	ASTERISK_INCLUDE='$(ASTERISK_INCLUDE)' cargo build --release --locked --lib --features asterisk
	cp '$(CARGO_TARGET_DIR)/release/libferrofax.so' '$(CARGO_TARGET_DIR)/release/app_ferrofax.so'

# A running Asterisk has the module mapped: the new file takes the old one's name and never its place on the disk.
install:
	@test -f '$(CARGO_TARGET_DIR)/release/app_ferrofax.so' || { echo 'make module comes first'; exit 1; }
	$(INSTALL) -d '$(DESTDIR)$(MODULESDIR)' '$(DESTDIR)$(SYSCONFDIR)'
	$(INSTALL) -m 755 '$(CARGO_TARGET_DIR)/release/app_ferrofax.so' '$(DESTDIR)$(MODULESDIR)/.app_ferrofax.so.new'
	mv '$(DESTDIR)$(MODULESDIR)/.app_ferrofax.so.new' '$(DESTDIR)$(MODULESDIR)/app_ferrofax.so'
	$(INSTALL) -m 644 asterisk-conf/ferrofax.conf.sample '$(DESTDIR)$(SYSCONFDIR)/ferrofax.conf.sample'
	@test ! -f '$(CARGO_TARGET_DIR)/release/ferrofax' || $(MAKE) --no-print-directory install-gateway

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
	    '$(DESTDIR)$(DOCDIR)/postfix' '$(DESTDIR)$(DOCDIR)/exim' '$(DESTDIR)$(DOCDIR)/installed'
	$(INSTALL) -m 755 '$(CARGO_TARGET_DIR)/release/ferrofax' '$(DESTDIR)$(BINDIR)/.ferrofax.new'
	mv '$(DESTDIR)$(BINDIR)/.ferrofax.new' '$(DESTDIR)$(BINDIR)/ferrofax'
	$(INSTALL) -m 644 asterisk-conf/gateway.toml.sample '$(DESTDIR)$(GATEWAYDIR)/gateway.toml.sample'
	$(call keep_edited,asterisk-conf/systemd/ferrofax.service,$(UNITDIR),ferrofax.service)
	$(call keep_edited,asterisk-conf/systemd/ferrofax.sysusers,$(SYSUSERSDIR),ferrofax.conf)
	$(call keep_edited,asterisk-conf/systemd/ferrofax.tmpfiles,$(TMPFILESDIR),ferrofax.conf)
	@test -e '$(DESTDIR)$(LOGROTATEDIR)/ferrofax' || $(INSTALL) -m 644 asterisk-conf/logrotate/ferrofax '$(DESTDIR)$(LOGROTATEDIR)/ferrofax'
	$(INSTALL) -m 644 docs/*.md '$(DESTDIR)$(DOCDIR)'
	$(INSTALL) -m 644 asterisk-conf/postfix/* '$(DESTDIR)$(DOCDIR)/postfix'
	$(INSTALL) -m 644 asterisk-conf/exim/* '$(DESTDIR)$(DOCDIR)/exim'

.PHONY: help demo deny test compare lines check matrix endurance fuzz res-fax share module program install install-gateway
