using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Metrics.Refresh.State.Migrations;

/// <summary>API keys, stored as hashes only, and the record of who asked what.</summary>
[DbContext(typeof(OpsContext))]
[Migration("20261124000040_AccessKeys")]
internal sealed class AccessKeys : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
        """
        create table ops.access_key (
          id text primary key,
          name text not null,
          hash bytea not null check (length(hash) = 32),
          scopes text[] not null,
          roles text[] not null,
          attributes jsonb not null,
          requests_per_second int,
          concurrent_queries int,
          max_rows int,
          max_bytes bigint,
          timeout_seconds int,
          created_at timestamptz not null,
          expires_at timestamptz,
          revoked_at timestamptz);

        -- Counts changes, so that looking for one costs one row.
        create table ops.access_change (one boolean primary key default true check (one), change bigint not null);
        insert into ops.access_change (change) values (1);

        create table ops.audit (
          at timestamptz not null,
          key_id text not null,
          key_name text not null,
          method text not null,
          route text not null,
          question text,
          status int not null,
          code text,
          rows bigint,
          bytes bigint,
          milliseconds double precision not null,
          cache text,
          data_version bigint,
          times int not null);
        create index on ops.audit using brin (at);

        create view ops.api_access_change as select change from ops.access_change;

        create view ops.api_access_key as
        select id, name, hash, scopes, roles, attributes, requests_per_second, concurrent_queries, max_rows, max_bytes,
               timeout_seconds, expires_at
        from ops.access_key
        where revoked_at is null;
        """);
}
