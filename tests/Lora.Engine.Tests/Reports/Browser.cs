using System.Diagnostics;

namespace Lora.Engine.Tests.Reports;

/// <summary>A Chromium without a window, as Debian's package or Google's installs it.</summary>
internal static class Browser
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The program; null where none is installed.</summary>
    internal static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => (string[])[Path.Combine(folder, "chromium"), Path.Combine(folder, "chromium-browser"), Path.Combine(folder, "google-chrome")])
        .FirstOrDefault(File.Exists);

    /// <summary>The page's elements after its scripts have run.</summary>
    internal static string Dom(string page) => Run("--dump-dom", new Uri(page).AbsoluteUri);

    /// <summary>Draws the page into a PNG file.</summary>
    internal static void Screenshot(string page, string file, params string[] arguments) =>
        Run([.. arguments, $"--screenshot={file}", "--window-size=1280,1600", "--hide-scrollbars", new Uri(page).AbsoluteUri]);

    private static string Run(params string[] arguments)
    {
        var profile = Directory.CreateTempSubdirectory("browser-");
        try
        {
            var start = new ProcessStartInfo(Program!, ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--virtual-time-budget=10000", $"--user-data-dir={profile.FullName}", .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail("Chromium did not end");
            }

            Assert.True(process.ExitCode == 0, error.GetAwaiter().GetResult());
            return output.GetAwaiter().GetResult();
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }
}
