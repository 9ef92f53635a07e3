# What people run. `make` alone says what there is.
# The laboratory (two private Asterisks) is tests/asterisk/lab; what it keeps is in ./lab, or where FERROFAX_LAB says.

LAB = tests/asterisk/lab
ASTERISK_INCLUDE ?= /usr/include
MODULESDIR ?= /usr/lib/asterisk/modules
SYSCONFDIR ?= /etc/asterisk
BINDIR ?= /usr/bin
CARGO_TARGET_DIR ?= target
AT_ONCE ?= 10
INSTALL ?= install
export PATH := $(PATH):$(HOME)/.cargo/bin

help:
	@echo 'make demo      a real fax over SIP between two private PBXs, and the e-mail that came of it'
	@echo 'make test      the whole test suite, the last part against real Asterisk (root)'
	@echo 'make check     the part of it that needs no Asterisk'
	@echo 'make matrix    every rate, coding and resolution from and to a real Asterisk 22 and 16; ONLY=help says how to run a part'
	@echo 'make endurance fifty crashes in faxes, every trouble with the relay, 200 jobs, callers that give up again and again; an hour'
	@echo 'make compare   beside spandsp and libtiff: codecs, CPU, the protocol overhead, and whole faxes over every line; half an hour'
	@echo 'make module ASTERISK_INCLUDE=DIR                 app_ferrofax.so for your Asterisk'
	@echo 'make program   the ferrofax program, to send faxes from a shell or by a drop folder'
	@echo 'make install DESTDIR=DIR MODULESDIR=DIR BINDIR=DIR   puts there what of both has been made'

demo:
	@tests/asterisk/demo

test: check
	@tests/asterisk/suite

matrix:
	@tests/asterisk/suite matrix at-once=$(AT_ONCE) $(ONLY)

endurance:
	@FERROFAX_JOBS=200 FERROFAX_CRASHES=30 cargo test --locked --test sending -- --include-ignored
	@tests/asterisk/suite endurance $(ONLY)

# Each prints a table; what they measure stands at the head of benches/*.rs, tests/send.rs and tests/lines.rs.
compare:
	cargo bench --locked --bench t4
	cargo bench --locked --bench terminals
	cargo test --locked --release --test send ten_pages -- --nocapture
	cargo test --locked --release --test lines -- --ignored --nocapture

check:
	@$(LAB) tools test
	@if cargo nextest --version >/dev/null 2>&1; then cargo nextest run --locked --features gateway --no-fail-fast; \
	else cargo test --locked --features gateway --no-fail-fast; fi

# The `ferrofax` program, which needs no Asterisk.
program:
	cargo build --release --locked --bin ferrofax --features gateway

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
	@test ! -f '$(CARGO_TARGET_DIR)/release/ferrofax' || \
	{ $(INSTALL) -d '$(DESTDIR)$(BINDIR)' && $(INSTALL) -m 755 '$(CARGO_TARGET_DIR)/release/ferrofax' '$(DESTDIR)$(BINDIR)/ferrofax'; }

.PHONY: help demo test compare check matrix endurance module program install
