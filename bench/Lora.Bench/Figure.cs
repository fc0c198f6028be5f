using System.Diagnostics;
using System.Globalization;

namespace Lora.Bench;

/// <summary>One measured thing: run once unmeasured, then at least so often as asked for and for the given seconds; a single
/// run, if one is asked for, is all that is done.</summary>
public static class Figure
{
    /// <summary>
    /// Prints name, median and best seconds, the processors' seconds of the mean run, runs, peak memory in MiB and, given <paramref name="flop"/> a run,
    /// GFLOP/s of the median run.
    /// </summary>
    public static void Print(BenchOptions options, string name, double seconds, Action run, double flop = 0)
    {
        if (options.Names is not null && !name.Contains(options.Names, StringComparison.Ordinal))
        {
            return;
        }

        if (options.Runs > 1)
        {
            run();
        }

        var before = Environment.CpuUsage.TotalTime;
        var times = new List<double>();
        for (var all = Stopwatch.StartNew(); times.Count < options.Runs || options.Runs > 1 && all.Elapsed.TotalSeconds < seconds;)
        {
            var one = Stopwatch.GetTimestamp();
            run();
            times.Add(Stopwatch.GetElapsedTime(one).TotalSeconds);
        }

        var processors = (Environment.CpuUsage.TotalTime - before).TotalSeconds / times.Count;
        times.Sort();
        var median = (times[(times.Count - 1) / 2] + times[times.Count / 2]) / 2;
        var row = string.Create(CultureInfo.InvariantCulture, $"{{\"name\": \"{name}\", \"median_s\": {median:0.000000}, \"best_s\": {times[0]:0.000000}, ")
            + string.Create(CultureInfo.InvariantCulture, $"\"cpu_s\": {processors:0.000000}, \"runs\": {times.Count}, ")
            + PeakMemory.Text;
        Console.WriteLine(row + (flop > 0 ? string.Create(CultureInfo.InvariantCulture, $", \"gflops\": {flop / median / 1e9:0.0}}}") : "}"));
    }
}
