using System.IO.MemoryMappedFiles;
using Lora.Tagging.Checks;

namespace Lora.Tagging;

/// <summary>
/// Looks through a model's file before the engine does. The engine refuses nearly everything that is wrong by itself; looked for here is what it would believe
/// first, or never end with: lengths and sizes beyond what is there, weights elsewhere, loops. Reads the file once and allocates nothing that it asks for.
/// </summary>
public static class OnnxFile
{
    // what a model nests: If in If; more than any exporter writes
    private const int MaxDepth = 8;

    // they go on for as long as the model likes, and no tagger, captioner or upscaler of the layouts here holds one
    private static readonly string[] Loops = ["Loop", "Scan"];

    /// <summary>The files beside the model that hold weights, in the order of their names.</summary>
    /// <exception cref="OnnxException">It is no model, or one that is not run.</exception>
    public static unsafe IReadOnlyList<string> Check(string path)
    {
        try
        {
            var length = new FileInfo(path).Length;
            if (length is 0 or > int.MaxValue)
            {
                throw new FormatException(length == 0 ? "it is empty" : "it is larger than 2 GB, which no ONNX file is: weights lie beside it then");
            }

            using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            using var view = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                return CheckModel(new ReadOnlySpan<byte>(start, (int)length), Path.GetDirectoryName(Path.GetFullPath(path))!);
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
        catch (FormatException e)
        {
            throw new OnnxException(OnnxFault.ModelRefused, $"'{Path.GetFileName(path)}' is no ONNX model that can be run: {e.Message}.", path, inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OnnxException(OnnxFault.ModelRefused, $"'{Path.GetFileName(path)}' cannot be read: {e.Message.TrimEnd('.')}.", path, inner: e);
        }
    }

    private static IReadOnlyList<string> CheckModel(ReadOnlySpan<byte> model, string folder)
    {
        var (hasGraph, weights) = (false, new SortedSet<string>(StringComparer.Ordinal));
        var fields = new ProtobufReader(model);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 7 when fields.IsContent:
                    hasGraph = true;
                    CheckGraph(fields.Content, folder, weights, 0);
                    break;
                case 25 when fields.IsContent:
                    // a function is nodes under a name
                    CheckNodes(fields.Content, 7, folder, weights);
                    break;
            }
        }

        return hasGraph ? [.. weights] : throw new FormatException("it holds no graph");
    }

    private static void CheckGraph(ReadOnlySpan<byte> graph, string folder, SortedSet<string> weights, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new FormatException("its graphs are nested too deeply");
        }

        var fields = new ProtobufReader(graph);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 1 when fields.IsContent:
                    CheckNode(fields.Content, folder, weights, depth);
                    break;
                case 5 when fields.IsContent:
                    CheckTensor(fields.Content, folder, weights);
                    break;
            }
        }
    }

    private static void CheckNodes(ReadOnlySpan<byte> function, int field, string folder, SortedSet<string> weights)
    {
        var fields = new ProtobufReader(function);
        while (fields.Next())
        {
            if (fields.Field == field && fields.IsContent)
            {
                CheckNode(fields.Content, folder, weights, 0);
            }
        }
    }

    private static void CheckNode(ReadOnlySpan<byte> node, string folder, SortedSet<string> weights, int depth)
    {
        var fields = new ProtobufReader(node);
        while (fields.Next())
        {
            if (fields.Field == 4 && fields.IsContent && Loops.Contains(fields.Text))
            {
                throw new FormatException($"it holds the operator {fields.Text}, which may run without end");
            }

            if (fields.Field == 5 && fields.IsContent)
            {
                CheckAttribute(fields.Content, folder, weights, depth);
            }
        }
    }

    private static void CheckAttribute(ReadOnlySpan<byte> attribute, string folder, SortedSet<string> weights, int depth)
    {
        var fields = new ProtobufReader(attribute);
        while (fields.Next())
        {
            switch (fields.Field)
            {
                case 5 or 10 when fields.IsContent:
                    CheckTensor(fields.Content, folder, weights);
                    break;
                case 6 or 11 when fields.IsContent:
                    CheckGraph(fields.Content, folder, weights, depth + 1);
                    break;
            }
        }
    }

    private static void CheckTensor(ReadOnlySpan<byte> tensor, string folder, SortedSet<string> weights)
    {
        if (TensorClaim.Check(tensor, folder) is { } file)
        {
            weights.Add(file);
        }
    }
}
