namespace Metrics.Testing;

/// <summary>The shipped project, reduced to what a test is about.</summary>
public static class ShippedProject
{
    private static readonly string _warehouse = Path.Combine(Repository.Root, "warehouse");

    /// <summary>Copies its settings, the calendar and one pack, so that a test refreshes the tables of no other pack.</summary>
    public static void Copy(string pack, string folder)
    {
        var packs = new[] { "calendar", pack }.SelectMany(
            p => Directory.GetFiles(Path.Combine(_warehouse, p), "*", SearchOption.AllDirectories));
        foreach (var file in packs.Append(Path.Combine(_warehouse, "metrics.yml")))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(_warehouse, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
