using System.Diagnostics;
using System.Globalization;

namespace Lora.Bench;

/// <summary>
/// What this process held at most: all of it as the system counts it, and of that its own memory and mapped files, whose pages the system shares and takes
/// back where it needs them. The system keeps no peak of the parts: on Linux they are looked at every few milliseconds, elsewhere not at all.
/// </summary>
internal static class PeakMemory
{
    private const int Milliseconds = 10;
    private static long _own, _files;

    /// <summary>Begins to look; until the process ends.</summary>
    public static void Watch()
    {
        if (OperatingSystem.IsLinux())
        {
            new Thread(Look) { IsBackground = true }.Start();
        }
    }

    /// <summary>Peaks so far, in MiB, as members of a JSON object.</summary>
    public static string Text
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            var peak = process.PeakWorkingSet64 >> 20;
            return _own == 0 ? $"\"peak_mib\": {peak}" : $"\"peak_mib\": {peak}, \"own_mib\": {_own >> 10}, \"files_mib\": {_files >> 10}";
        }
    }

    private static void Look()
    {
        for (; ; Thread.Sleep(Milliseconds))
        {
            foreach (var line in File.ReadLines("/proc/self/status"))
            {
                Max(ref _own, line, "RssAnon:");
                Max(ref _files, line, "RssFile:");
            }
        }
    }

    private static void Max(ref long peak, string line, string name)
    {
        if (line.StartsWith(name, StringComparison.Ordinal))
        {
            peak = Math.Max(peak, long.Parse(line.AsSpan(name.Length).TrimEnd("kB "), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture));
        }
    }
}
