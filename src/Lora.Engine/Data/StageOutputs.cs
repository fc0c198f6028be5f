using Lora.Project;

namespace Lora.Engine;

/// <summary>Collects what one run of a stage makes and finds.</summary>
internal sealed class StageOutputs(StagePaths paths, IEvents events)
{
    private readonly Dictionary<(OutputRoot Root, string Path), OutputFile> _files = [];
    private readonly SortedSet<Finding> _findings = [];
    private readonly Lock _lock = new();

    internal bool HasErrors => Findings.Any(finding => finding.Severity is Severity.Error);

    /// <summary>Ordered by root and path.</summary>
    internal IReadOnlyList<OutputFile> Files
    {
        get
        {
            lock (_lock)
            {
                return [.. _files.Values.OrderBy(file => file.Root).ThenBy(file => file.Path, StringComparer.Ordinal)];
            }
        }
    }

    internal IReadOnlyList<Finding> Findings
    {
        get
        {
            lock (_lock)
            {
                return [.. _findings];
            }
        }
    }

    /// <summary>Publishes a file; one that holds the same bytes already is left alone, timestamp and all.</summary>
    internal void Write(OutputRoot root, string path, ReadOnlySpan<byte> content)
    {
        var file = new OutputFile(root, path, Digest.Of(content));
        NewFile.WriteIfDifferent(file.In(paths), content);
        Add(file);
    }

    internal void Write(OutputRoot root, string path, string text) => Write(root, path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>Notes a file that was published otherwise.</summary>
    internal void Add(OutputFile file)
    {
        lock (_lock)
        {
            _files[(file.Root, file.Path)] = file;
        }
    }

    /// <summary>Forgets a file that was noted: it is no longer one of the stage's.</summary>
    internal void Remove(OutputFile file)
    {
        lock (_lock)
        {
            _files.Remove((file.Root, file.Path));
        }
    }

    /// <summary>Reports what is wrong on this machine alone: it is said now and is no part of the result.</summary>
    internal void ReportHere(Finding finding) => events.Send(new FindingEvent(finding));

    /// <summary>Reports a finding, at once and in the result; the same one twice counts once.</summary>
    internal void Report(Finding finding)
    {
        lock (_lock)
        {
            if (!_findings.Add(finding))
            {
                return;
            }
        }

        events.Send(new FindingEvent(finding));
    }
}
