using Metrics.Refresh.Connectors;

namespace Metrics.Refresh.Drafting;

/// <summary>
/// Finds columns that have one value in all rows of a key that repeats, as the total of an order in each of its lines: a sum counts it once
/// for each row.
/// </summary>
/// <param name="keys">The indexes of columns named like keys.</param>
internal sealed class RepeatedAmounts(IEnumerable<int> keys)
{
    // Of more keys the first are compared, which are many enough to tell.
    private const int MostGroups = 20_000;

    // In fewer groups, rows are alike by chance.
    private const int FewestGroups = 5;
    private const int FewestValues = 3;

    private readonly List<ByKey> _keys = [.. keys.Select(k => new ByKey(k))];

    /// <summary>Records a row.</summary>
    public void See(SourceRows rows, int[] fields)
    {
        UInt128[]? values = null;
        var hasNews = false;
        foreach (var key in _keys)
        {
            var text = rows.Field(fields[key.At]).Trim((byte)' ');
            if (text.IsEmpty || !key.Takes(ColumnSight.Hash(text)))
                continue;
            if (values is null)
            {
                values = new UInt128[fields.Length];
                for (var at = 0; at < values.Length; at++)
                    values[at] = ColumnSight.Hash(rows.Field(fields[at]).Trim((byte)' '));
            }

            hasNews |= key.See(values);
        }

        if (hasNews)
            _keys.RemoveAll(k => k.IsOver);
    }

    /// <summary>The first key that a column has one value for; null for none.</summary>
    /// <param name="column">The column.</param>
    /// <param name="times">Columns with times: where one differs among the rows of a key, each row is of its own time.</param>
    public int? KeyOf(int column, IReadOnlyCollection<int> times) =>
        _keys.Where(k => k.At != column && k.IsOneFor(column) && times.All(k.IsOneFor) && k.HasMany(column))
            .Select(k => (int?)k.At).FirstOrDefault();

    private sealed class ByKey(int at)
    {
        private readonly Dictionary<UInt128, (UInt128[] First, long Rows)> _groups = [];
        private bool[] _differs = [];

        public int At => at;

        public bool IsOver => _differs.Length > 0 && _differs.Index().All(d => d.Item || d.Index == at);

        /// <summary>False where there are too many keys for another one.</summary>
        public bool Takes(UInt128 key) => _groups.Count < MostGroups || _groups.ContainsKey(key);

        /// <summary>Records the values of a row; true when a column is seen to differ for the first time.</summary>
        public bool See(UInt128[] values)
        {
            if (_differs.Length == 0)
                _differs = new bool[values.Length];
            if (!_groups.TryGetValue(values[at], out var group))
            {
                _groups.Add(values[at], (values, 1));
                return false;
            }

            _groups[values[at]] = (group.First, group.Rows + 1);
            var hasNews = false;
            for (var column = 0; column < values.Length; column++)
            {
                if (!_differs[column] && values[column] != group.First[column])
                    _differs[column] = hasNews = true;
            }

            return hasNews;
        }

        public bool IsOneFor(int column) => column < _differs.Length && !_differs[column];

        public bool HasMany(int column)
        {
            var repeated = _groups.Values.Where(g => g.Rows > 1).ToList();
            return repeated.Count >= FewestGroups && repeated.Select(g => g.First[column]).Distinct().Take(FewestValues).Count()
                == FewestValues;
        }
    }
}
