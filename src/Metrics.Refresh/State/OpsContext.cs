using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Metrics.Refresh.State;

/// <summary>The tables of schema <c>ops</c> as objects, and its migrations.</summary>
internal sealed class OpsContext(DbContextOptions<OpsContext> options) : DbContext(options)
{
    public DbSet<Run> Runs => Set<Run>();

    public DbSet<ModelRun> ModelRuns => Set<ModelRun>();

    public DbSet<TestResult> TestResults => Set<TestResult>();

    public DbSet<Worker> Workers => Set<Worker>();

    /// <summary>A context on a connection, which the caller closes.</summary>
    // On a connection and not a data source: EF never releases its services of a data source, and every lease creates a new one.
    public static OpsContext On(NpgsqlConnection connection) => new(new DbContextOptionsBuilder<OpsContext>()
        .UseNpgsql(connection, pg => pg.MigrationsHistoryTable("migration", "ops"))
        .Options);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("ops");
        modelBuilder.Entity<Run>(run =>
        {
            run.ToTable("run").HasKey(r => r.Id);
            run.Property(r => r.Warnings).HasColumnType("jsonb");
        });
        modelBuilder.Entity<ModelRun>(run =>
        {
            run.ToTable("model_run").HasKey(r => new { r.RunId, r.Model });
            run.Property(r => r.Said).HasColumnType("jsonb");
        });
        modelBuilder.Entity<TestResult>(result =>
        {
            result.ToTable("test_result").HasKey(r => r.Id);
            result.Property(r => r.Id).ValueGeneratedOnAdd();
            result.Property(r => r.Said).HasColumnType("jsonb");
        });
        modelBuilder.Entity<Worker>().ToTable("worker").HasKey(w => w.Id);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
            property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
    }
}
