using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

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
        if (IsLeftOut(options, name))
        {
            return;
        }

        if (options.Runs > 1)
        {
            run();
        }

        var before = Environment.CpuUsage.TotalTime;
        var times = new List<double>();
        for (var all = Stopwatch.StartNew(); GoesOn(options, all, times.Count, seconds);)
        {
            times.Add(Time(run));
        }

        var processors = (Environment.CpuUsage.TotalTime - before).TotalSeconds / times.Count;
        var median = Median(times);
        var row = string.Create(CultureInfo.InvariantCulture, $"{{\"name\": \"{name}\", \"median_s\": {median:0.000000}, \"best_s\": {times.Min():0.000000}, ")
            + string.Create(CultureInfo.InvariantCulture, $"\"cpu_s\": {processors:0.000000}, \"runs\": {times.Count}, ")
            + PeakMemory.Text;
        Console.WriteLine(row + (flop > 0 ? string.Create(CultureInfo.InvariantCulture, $", \"gflops\": {flop / median / 1e9:0.0}}}") : "}"));
    }

    /// <summary>
    /// Prints what one thing takes over another, the two taking turns, now the one first and now the other: of their medians, of their best runs, and of the
    /// processors' seconds of the median run, which a machine at other work disturbs least.
    /// </summary>
    public static void Ratio(BenchOptions options, string name, double seconds, Action run, Action other)
    {
        if (IsLeftOut(options, name))
        {
            return;
        }

        run();
        other();
        List<double> times = [], others = [], processors = [], otherProcessors = [];
        for (var all = Stopwatch.StartNew(); GoesOn(options, all, times.Count, seconds);)
        {
            var isFirst = times.Count % 2 == 0;
            Take(isFirst);
            Take(!isFirst);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"name\": \"{name}\", \"ratio\": {Median(times) / Median(others):0.000}, ")
            + string.Create(CultureInfo.InvariantCulture, $"\"of_best\": {times.Min() / others.Min():0.000}, ")
            + string.Create(CultureInfo.InvariantCulture, $"\"of_cpu\": {Median(processors) / Median(otherProcessors):0.000}, ")
            + string.Create(CultureInfo.InvariantCulture, $"\"median_s\": {Median(times):0.000000}, \"other_median_s\": {Median(others):0.000000}, ")
            + $"\"runs\": {times.Count}}}");

        void Take(bool isOne)
        {
            var before = Environment.CpuUsage.TotalTime;
            (isOne ? times : others).Add(Time(isOne ? run : other));
            (isOne ? processors : otherProcessors).Add((Environment.CpuUsage.TotalTime - before).TotalSeconds);
        }
    }

    /// <summary>Prints why there is no such figure.</summary>
    public static void LeftOut(string name, string why) => Console.WriteLine(JsonSerializer.Serialize(new { name, left_out = why }));

    private static bool IsLeftOut(BenchOptions options, string name) =>
        options.Names is not null && !name.Contains(options.Names, StringComparison.Ordinal);

    private static bool GoesOn(BenchOptions options, Stopwatch all, int runs, double seconds) =>
        runs < options.Runs || (options.Runs > 1 && all.Elapsed.TotalSeconds < seconds);

    private static double Time(Action run)
    {
        var one = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(one).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
