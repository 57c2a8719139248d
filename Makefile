# People and scripts rely on these names; 'make help' says what they do.
CONFIGURATION := Release
VISIO := src/Visio.Server/bin/$(CONFIGURATION)/net10.0/visio.dll
URL ?= http://localhost:8080
ARGS ?=
SECONDS ?= 10

# npm writes these last, so their times say what was installed.
WEB_INSTALLED := web/node_modules/.package-lock.json
E2E_INSTALLED := web/e2e/node_modules/.package-lock.json
OIDC_INSTALLED := tests/oidc-provider/node_modules/.package-lock.json
WEB_SOURCES := $(shell find web \( -name node_modules -o -name dist -o -name e2e -o -name .results \) -prune -o -type f -print)

.DEFAULT_GOAL := help
.PHONY: help run build web install test e2e bench fuzz soak lint docs publish clean

help: ## what can be made
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' Makefile | expand -t 12

run: build ## build what is stale and serve http://localhost:8080 in development mode
	@dotnet $(VISIO) serve --dev --urls $(URL) $(ARGS)

build: web
	@dotnet build Visio.slnx -c $(CONFIGURATION) -v q -nologo -clp:NoSummary -p:UseSharedCompilation=true
	@dotnet build-server shutdown --vbcscompiler >/dev/null

web: web/dist/index.html

$(WEB_INSTALLED): web/package.json web/package-lock.json
	npm ci --prefix web --no-audit --no-fund
	@touch $@

$(E2E_INSTALLED): web/e2e/package.json web/e2e/package-lock.json
	npm ci --prefix web/e2e --no-audit --no-fund
	@touch $@

$(OIDC_INSTALLED): tests/oidc-provider/package.json tests/oidc-provider/package-lock.json
	npm ci --prefix tests/oidc-provider --no-audit --no-fund
	@touch $@

web/dist/index.html: $(WEB_INSTALLED) $(WEB_SOURCES)
	npm --prefix web run build
	@touch $@

install: $(WEB_INSTALLED) $(E2E_INSTALLED) $(OIDC_INSTALLED)
	@tests/install

test: install build ## install what is missing, then every test; closes with 'N passed, N failed'
	@tests/run

e2e: install build ## the browser tests alone
	@tests/run e2e rtc-node

bench: ## what forwarding costs in every kind of call, beside a C program: writes docs/performance.md; ARGS="--quick" for one short pass, "micro" for hot types, "load --viewers 90 --url ws://…"
	@dotnet build src/Visio.Server -c $(CONFIGURATION) -v q -nologo -clp:NoSummary
	dotnet run --project bench/Visio.Bench -c $(CONFIGURATION) -- $(or $(ARGS),matrix --write)

fuzz: ## hostile input against every parser for SECONDS each; the seed is printed
	@dotnet build fuzz/Visio.Fuzz -c $(CONFIGURATION) -v q -nologo -clp:NoSummary
	@fuzz='dotnet run --project fuzz/Visio.Fuzz -c $(CONFIGURATION) --no-build --'; \
	for target in $$($$fuzz 2>&1 | sed -n 's/^usage: <\([^>]*\)>.*/\1/p' | tr '|' ' '); do $$fuzz $$target --seconds $(SECONDS) || exit 1; done

soak: install build ## slow checks, 45 min: two hours of comings and goings in virtual time, 50 viewers without a lost packet, long fuzzing, real clients again and again, every state under axe, hostile networks
	@tests/install soak
	VISIO_SOAK=1 dotnet test tests/Visio.Sfu.Tests -c $(CONFIGURATION) --no-build --nologo -v q --filter 'FullyQualifiedName~SoakTests|FullyQualifiedName~LargeRoomTests|FullyQualifiedName~ClockDriftTests'
	for database in sqlite postgres; do VISIO_SOAK=1 VISIO_TEST_DATABASE=$$database dotnet test tests/Visio.Server.Tests -c $(CONFIGURATION) --no-build --nologo -v q --filter FullyQualifiedName~HostileInputTests || exit 1; done
	dotnet run --project bench/Visio.Bench -c $(CONFIGURATION) -- load --viewers 50 --seconds 120 --runs 1 --lossless
	@$(MAKE) --no-print-directory fuzz SECONDS=120
	@for round in 1 2 3 4 5 6 7 8 9 10; do tests/run rtc-node || exit 1; done
	cd web/e2e && VISIO_SOAK=1 node run.mjs access.test clients.test hostile.test emulator.test links.test networks.test

lint: $(WEB_INSTALLED) ## analyzers, formatting and types
	dotnet build Visio.slnx -c $(CONFIGURATION) -v q -nologo -clp:NoSummary
	dotnet format whitespace Visio.slnx --verify-no-changes --no-restore
	npm --prefix web run lint

docs: build ## write docs/configuration.md and docs/openapi.json anew from the code
	VISIO_WRITE_DOCS=1 dotnet test tests/Visio.Server.Tests -c $(CONFIGURATION) --no-build --nologo --filter FullyQualifiedName~Docs

publish: web ## artifacts/visio: a folder that runs without the sources, compiled for this kind of machine
	rm -rf artifacts/visio
	dotnet publish src/Visio.Server -c $(CONFIGURATION) -o artifacts/visio -v q -nologo
	cp -R web/dist artifacts/visio/wwwroot
	@echo "artifacts/visio/visio serve"

clean: ## remove everything that was built or installed
	rm -rf artifacts web/dist web/node_modules web/e2e/node_modules tests/oidc-provider/node_modules
	find . -name bin -prune -o -name obj -prune | grep -v node_modules | xargs rm -rf
