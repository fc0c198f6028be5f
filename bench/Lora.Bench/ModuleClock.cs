using System.Diagnostics;
using System.Globalization;
using Lora.Diffusion;
using Lora.Tensors;

namespace Lora.Bench;

/// <summary>
/// Where a forward pass goes: the time from one module's end to the next one's belongs to the latter. Attention itself lies between the values' layer and the
/// output's, whose own time is taken to be that of the queries' layer, a product of the same size.
/// </summary>
internal sealed class ModuleClock
{
    private const string Output = ".to_out.0", Queries = ".to_q";
    private readonly Dictionary<string, string> _kinds;
    private readonly SortedDictionary<string, double> _byKind = new(StringComparer.Ordinal), _byBlock = new(StringComparer.Ordinal);
    private long _last = Stopwatch.GetTimestamp();
    private double _queries;

    private ModuleClock(Module root) => _kinds = root.Modules.ToDictionary(entry => entry.Path, entry => entry.ClassName, StringComparer.Ordinal);

    /// <summary>Runs once and prints the shares of each kind of module and of each block.</summary>
    public static void Print(string name, Module root, Action forward)
    {
        var clock = new ModuleClock(root);
        root.Probe = clock.Seen;
        forward();
        root.Probe = null;
        Console.WriteLine($"{{\"name\": \"{name}, by kind\", {Shares(clock._byKind)}}}");
        Console.WriteLine($"{{\"name\": \"{name}, by block\", {Shares(clock._byBlock)}}}");
    }

    private void Seen(string path, Tensor output)
    {
        var spent = Stopwatch.GetElapsedTime(_last).TotalSeconds;
        if (path.EndsWith(Queries, StringComparison.Ordinal))
        {
            _queries = spent;
        }

        if (path.EndsWith(Output, StringComparison.Ordinal))
        {
            Count(_byKind, "attention", Math.Max(0, spent - _queries));
            Count(_byKind, _kinds[path], Math.Min(spent, _queries));
        }
        else
        {
            Count(_byKind, _kinds[path], spent);
        }

        Count(_byBlock, string.Join('.', path.Split('.').Take(path.StartsWith("mid", StringComparison.Ordinal) ? 1 : 2)), spent);
        _last = Stopwatch.GetTimestamp();
    }

    private static void Count(SortedDictionary<string, double> sums, string key, double seconds) => sums[key] = sums.GetValueOrDefault(key) + seconds;

    private static string Shares(SortedDictionary<string, double> sums)
    {
        var all = sums.Values.Sum();
        return string.Join(", ", sums.Where(pair => pair.Value > 0.002 * all).Select(pair =>
            string.Create(CultureInfo.InvariantCulture, $"\"{pair.Key}\": {pair.Value / all:0.000}")));
    }
}
