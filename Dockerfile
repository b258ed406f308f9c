# Three images from one build: `refresh` (worker and command line, with the project), `api`, and `samples`, which makes sample data.
# The images below are pinned by their exact version; docker-compose.yml says how to pin them by digest.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401 AS build
WORKDIR /source

# Restoring needs the project files only, so that this layer stays as long as the packages do.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Metrics.Domain/Metrics.Domain.csproj src/Metrics.Domain/
COPY src/Metrics.Semantic/Metrics.Semantic.csproj src/Metrics.Semantic/
COPY src/Metrics.Engines/Metrics.Engines.csproj src/Metrics.Engines/
COPY src/Metrics.Answering/Metrics.Answering.csproj src/Metrics.Answering/
COPY src/Metrics.GraphQL/Metrics.GraphQL.csproj src/Metrics.GraphQL/
COPY src/Metrics.Refresh/Metrics.Refresh.csproj src/Metrics.Refresh/
COPY src/Metrics.Api/Metrics.Api.csproj src/Metrics.Api/
COPY tools/Metrics.Samples/Metrics.Samples.csproj tools/Metrics.Samples/
RUN dotnet restore src/Metrics.Refresh --use-current-runtime -p:PublishReadyToRun=true
RUN dotnet restore src/Metrics.Api --use-current-runtime -p:PublishReadyToRun=true
RUN dotnet restore tools/Metrics.Samples --use-current-runtime -p:PublishReadyToRun=true

COPY src src
COPY tools tools
# Compiled ahead: a process that starts, or takes a publication in, would compile the same code anew while callers wait.
RUN dotnet publish src/Metrics.Refresh -c Release --no-restore --use-current-runtime --no-self-contained -p:PublishReadyToRun=true \
    -o /out/refresh
RUN dotnet publish src/Metrics.Api -c Release --no-restore --use-current-runtime --no-self-contained -p:PublishReadyToRun=true \
    -o /out/api
RUN dotnet publish tools/Metrics.Samples -c Release --no-restore --use-current-runtime --no-self-contained -p:PublishReadyToRun=true \
    -o /out/samples

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12 AS refresh
WORKDIR /app
COPY --from=build /out/refresh .
COPY warehouse /project/warehouse
# A volume that is mounted here for the first time belongs to the worker.
RUN mkdir -p /data/storefront /data/greenery /data/subscriptions && chown -R "$APP_UID" /data
USER $APP_UID
ENV METRICS_PROJECT=/project/warehouse
ENV METRICS_LOG_FORMAT=json
# The worker answers no port. It touches this file each time it has told the warehouse that it is there, every three seconds, and takes it
# away when it leaves.
ENV METRICS_ALIVE_FILE=/tmp/metrics-alive
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["/bin/bash", "-c", "seen=$(stat -c %Y \"$METRICS_ALIVE_FILE\") && [ $(($(date +%s) - seen)) -lt 30 ]"]
ENTRYPOINT ["dotnet", "Metrics.Refresh.dll"]
CMD ["serve"]

FROM mcr.microsoft.com/dotnet/runtime:10.0.12 AS samples
WORKDIR /app
COPY --from=build /out/samples .
# A volume that is mounted here for the first time belongs to whoever writes to it, here and in the worker's image.
RUN mkdir -p /data/storefront /data/greenery /data/subscriptions && chown -R "$APP_UID" /data
USER $APP_UID
ENV METRICS_LOG_FORMAT=json
ENTRYPOINT ["dotnet", "Metrics.Samples.dll"]
CMD ["all", "--out", "/data/", "--if-missing"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0.12 AS api
WORKDIR /app
COPY --from=build /out/api .
USER $APP_UID
ENV ASPNETCORE_HTTP_PORTS=8080
ENV METRICS_LOG_FORMAT=json
EXPOSE 8080
# The image has no curl; bash opens the port itself.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --retries=12 \
  CMD ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/ready HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["dotnet", "Metrics.Api.dll"]
