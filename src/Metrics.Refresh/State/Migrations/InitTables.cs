namespace Metrics.Refresh.State.Migrations;

internal static class InitTables
{
    public const string Sql = """
        create schema if not exists store;
        create schema if not exists bronze;
        create schema if not exists silver;
        create schema if not exists gold;

        create table ops.lease (
          name text primary key,
          epoch bigint not null,
          holder text,
          run_id uuid,
          backend_pid int,
          backend_start timestamptz,
          acquired_at timestamptz,
          renewed_at timestamptz,
          expires_at timestamptz);
        insert into ops.lease (name, epoch) values ('refresh', 0);

        create table ops.run_request (
          id uuid primary key,
          kind text not null check (kind in ('run', 'cancel')),
          target uuid,
          selection text,
          full_refresh boolean not null default false,
          requested_at timestamptz not null default now(),
          requested_by text,
          check ((kind = 'cancel') = (target is not null)));
        create index on ops.run_request (target) where kind = 'cancel';
        create index on ops.run_request (requested_at);

        create table ops.run (
          id uuid primary key,
          kind text not null,
          status text not null check (status in ('queued', 'running', 'succeeded', 'partial', 'failed', 'cancelled')),
          selection text,
          full_refresh boolean not null default false,
          trigger text not null check (trigger in ('command line', 'schedule', 'request')),
          epoch bigint,
          requested_at timestamptz not null,
          started_at timestamptz,
          finished_at timestamptz,
          publication bigint,
          error text,
          warnings jsonb not null default '[]',
          models_total int not null default 0,
          models_published int not null default 0,
          models_failed int not null default 0);
        create index on ops.run (requested_at desc, id desc);

        create table ops.model_run (
          run_id uuid not null references ops.run on delete cascade,
          model text not null,
          layer text not null,
          status text not null,
          version bigint,
          rows bigint,
          rejected bigint,
          bytes bigint,
          started_at timestamptz,
          finished_at timestamptz,
          error text,
          primary key (run_id, model));

        create table ops.test_result (
          id bigint generated always as identity primary key,
          run_id uuid not null references ops.run on delete cascade,
          model text not null,
          test text not null,
          severity text not null,
          status text not null check (status in ('passed', 'failed', 'warned', 'error')),
          bad_rows bigint not null,
          at timestamptz not null,
          detail text);
        create index on ops.test_result (run_id);

        create table ops.worker (
          id uuid primary key,
          host text not null,
          started_at timestamptz not null,
          seen_at timestamptz not null);

        create table ops.model_counter (
          model text primary key,
          version bigint not null);

        create table ops.publication (
          publication bigint primary key,
          run_id uuid not null,
          published_at timestamptz not null);

        create table ops.table_version (
          model text not null,
          version bigint not null,
          pack text not null,
          layer text not null check (layer in ('bronze', 'silver', 'gold')),
          materialization text not null,
          relation text not null,
          rejects_relation text,
          rows_at bigint,
          fingerprint text not null,
          columns jsonb not null,
          keys jsonb not null,
          ancestors jsonb not null,
          as_of timestamptz,
          rows bigint not null,
          rejected jsonb not null,
          state text not null check (state in ('built', 'published')),
          epoch bigint not null,
          run_id uuid not null,
          built_at timestamptz not null,
          publication bigint references ops.publication,
          published_at timestamptz,
          superseded_at timestamptz,
          primary key (model, version),
          check ((state = 'published') = (publication is not null and published_at is not null)));
        create index on ops.table_version (relation);

        create table ops.table_attempt (
          model text primary key,
          status text not null,
          at timestamptz not null,
          run_id uuid not null,
          detail text,
          checked_at timestamptz);

        create table ops.published_table (
          model text primary key references ops.table_attempt,
          version bigint not null,
          publication bigint not null references ops.publication,
          published_at timestamptz not null,
          held boolean not null default false,
          foreign key (model, version) references ops.table_version);

        create table ops.people_view (
          schema_name text not null,
          view_name text not null,
          relation text not null,
          rows_at bigint,
          columns jsonb not null,
          primary key (schema_name, view_name));
        """;
}
