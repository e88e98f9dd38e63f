# Unproven as an image: its steps were run by hand, no container was ever built of them.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY adapters adapters
COPY migrations migrations
COPY bench bench
RUN npm run build && npm prune --omit=dev

FROM node:22-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
# By itself glibc keeps what a peak took: see Memory in docs/operations.md.
ENV MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072 MALLOC_MMAP_THRESHOLD_=131072
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
# The command line, `taquilla`: it finds no sources here, and runs what is built.
COPY --from=build /app/src/cli/taquilla.js src/cli/taquilla.js
RUN ln -s /app/src/cli/taquilla.js /usr/local/bin/taquilla
COPY --from=build /app/adapters/playground/page adapters/playground/page
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:'+(process.env.PORT||3000)+'/healthz').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"]
# No npm in between: it would not pass SIGTERM on, and a drain would become a kill.
CMD ["taquilla", "start"]
