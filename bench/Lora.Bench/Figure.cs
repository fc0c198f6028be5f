using System.Diagnostics;
using System.Globalization;

namespace Lora.Bench;

/// <summary>One measured thing: run once unmeasured, then at least three times and for the given seconds.</summary>
public static class Figure
{
    /// <summary>Prints name, median and best seconds, runs, peak resident memory in MiB and, given <paramref name="flop"/> a run, GFLOP/s of the median
    /// run.</summary>
    public static void Print(BenchOptions options, string name, double seconds, Action run, double flop = 0)
    {
        if (options.Names is not null && !name.Contains(options.Names, StringComparison.Ordinal))
        {
            return;
        }

        run();
        var times = new List<double>();
        for (var all = Stopwatch.StartNew(); times.Count < 3 || all.Elapsed.TotalSeconds < seconds;)
        {
            var one = Stopwatch.GetTimestamp();
            run();
            times.Add(Stopwatch.GetElapsedTime(one).TotalSeconds);
        }

        times.Sort();
        var median = (times[(times.Count - 1) / 2] + times[times.Count / 2]) / 2;
        using var process = Process.GetCurrentProcess();
        var row = string.Create(CultureInfo.InvariantCulture,
            $"{{\"name\": \"{name}\", \"median_s\": {median:0.000000}, \"best_s\": {times[0]:0.000000}, \"runs\": {times.Count}, ")
            + string.Create(CultureInfo.InvariantCulture, $"\"peak_mib\": {process.PeakWorkingSet64 >> 20}");
        Console.WriteLine(row + (flop > 0 ? string.Create(CultureInfo.InvariantCulture, $", \"gflops\": {flop / median / 1e9:0.0}}}") : "}"));
    }
}
