using System.ComponentModel;
using System.Diagnostics;

namespace Lora.Project;

/// <summary>The git repository that a folder lies in, read through the <c>git</c> of the PATH. The user's index and working tree are left alone.</summary>
internal sealed class GitRepository
{
    private readonly CancellationToken _stop;
    private readonly string _folder;

    private GitRepository(string folder, CancellationToken stop) => (_folder, _stop) = (folder, stop);

    /// <summary>The folder of <see cref="Of"/> relative to the repository's root, with '/' behind each part; empty for the root.</summary>
    public string Prefix { get; private init; } = "";

    /// <summary>The repository's root, by the path that the folder was named with.</summary>
    public string Root => Path.TrimEndingDirectorySeparator(Prefix.Length == 0 ? _folder
        : Path.GetFullPath(Path.Combine(_folder, string.Concat(Enumerable.Repeat("../", Prefix.Count(character => character == '/'))))));

    /// <summary>Null where the folder lies in none.</summary>
    /// <param name="folder">Absolute.</param>
    /// <param name="stop">Ends a git that runs.</param>
    /// <exception cref="GitException">There is no git, or it does not read the repository.</exception>
    public static GitRepository? Of(string folder, CancellationToken stop)
    {
        var asked = new GitRepository(folder, stop);
        var (code, output, error) = asked.Run([], "rev-parse", "--show-prefix");
        return code == 0 ? new GitRepository(folder, stop) { Prefix = output.TrimEnd('\n', '\r') }
            : error.Contains("not a git repository", StringComparison.OrdinalIgnoreCase) ? null : throw Failed("rev-parse", error);
    }

    /// <summary>The commit of a revision or tag; null where there is none of that name.</summary>
    /// <exception cref="GitException">Git cannot be run.</exception>
    public string? CommitOf(string revision) =>
        Run([], "rev-parse", "--verify", "--quiet", "--end-of-options", $"{revision}^{{commit}}") is (0, var commit, _) ? commit.Trim() : null;

    /// <summary>Whether a commit has a file, by its path from the root with '/'.</summary>
    /// <exception cref="GitException">Git cannot be run.</exception>
    public bool Has(string commit, string path) => Run([], "cat-file", "-e", $"{commit}:{path}").Code == 0;

    /// <summary>Puts the whole tree of a commit into a folder, as a checkout would.</summary>
    /// <param name="commit">Its name.</param>
    /// <param name="folder">Absolute, and not there yet.</param>
    /// <exception cref="GitException">Git fails; the folder may be there half-made.</exception>
    public void CheckOut(string commit, string folder)
    {
        // an index of its own: the user's one, and what is staged in it, stays as it is
        var index = $"{folder}.index";
        try
        {
            (string, string)[] variables = [("GIT_INDEX_FILE", index)];
            Must(variables, "read-tree", commit);
            Must(variables, "-C", Root, "checkout-index", "--all", "--force", "--quiet", $"--prefix={folder}{Path.DirectorySeparatorChar}");
            // a commit without files makes none
            Directory.CreateDirectory(folder);
        }
        finally
        {
            NewFile.TryDelete(index);
        }
    }

    private void Must((string, string)[] variables, params string[] arguments)
    {
        var (code, _, error) = Run(variables, arguments);
        if (code != 0)
        {
            throw Failed(arguments.First(argument => argument is "read-tree" or "checkout-index"), error);
        }
    }

    private static GitException Failed(string verb, string error)
    {
        var said = error.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "it says nothing";
        return new($"'git {verb}' failed: {said.TrimEnd('.')}.");
    }

    private (int Code, string Output, string Error) Run((string, string)[] variables, params string[] arguments)
    {
        // messages in English, and none that asks for a password
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            StandardErrorEncoding = System.Text.Encoding.UTF8,
            Environment = { ["LC_ALL"] = "C", ["GIT_TERMINAL_PROMPT"] = "0" },
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(start)!;
            using var registration = _stop.Register(() => Kill(process));
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            _stop.ThrowIfCancellationRequested();
            return (process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (Win32Exception)
        {
            throw new GitException("There is no 'git' on the PATH.");
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // it has ended in the meantime
        }
    }
}

/// <summary>Git cannot be run, or fails; the message is a sentence for the user.</summary>
internal sealed class GitException(string message) : Exception(message);
