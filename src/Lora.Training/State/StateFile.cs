using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// A training's state as one safetensors file: <c>weights.GROUP</c>, <c>optimizer.GROUP.NAME</c>, <c>random.PURPOSE</c>, <c>losses</c>,
/// <c>figures.NAME</c>, <c>found</c> where the optimizer finds something, <c>validations</c> where there are any. Its metadata say the format's version, whose
/// it is, which parameters it has, and a check sum of all tensors: a state that is not whole or not of this training is refused before a value of it is used.
/// </summary>
internal static class StateFile
{
    private const string Version = "1";
    private const string VersionEntry = "training_state";
    private const string KeyEntry = "key";
    private const string ParametersEntry = "parameters";
    private const string CheckEntry = "sha256";
    private const string Losses = "losses";
    private const string Found = "found";
    private const string Validations = "validations";
    private const long AnyLength = -1;

    public static void Save(string path, string key, TrainingState state)
    {
        Entry[] entries = [.. Entries(state)];
        var writer = new SafetensorsWriter(new Dictionary<string, string>
        {
            [VersionEntry] = Version,
            [KeyEntry] = key,
            [ParametersEntry] = Parameters(state),
            [CheckEntry] = Check(entries),
        });
        foreach (var entry in entries)
        {
            writer.Add(entry.Name, entry.Type, entry.Shape, entry.Bytes);
        }

        writer.Save(path);
    }

    /// <returns>Why the file cannot be used; null if the state has taken it over.</returns>
    public static string? Load(string path, string key, TrainingState state)
    {
        try
        {
            using var file = new SafetensorsFile(path);
            return Stranger(file, key, state) ?? Take(file, state);
        }
        catch (SafetensorsException e)
        {
            return $"it is damaged: {e.Problem}";
        }
        catch (InvalidDataException e)
        {
            return $"it is damaged: {e.Message}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read: {e.Message}";
        }
    }

    /// <summary>Why a whole file is not this training's; null if it is.</summary>
    private static string? Stranger(SafetensorsFile file, string key, TrainingState state)
    {
        string Said(string name) => file.Metadata.GetValueOrDefault(name, "");
        return Said(VersionEntry) switch
        {
            "" => "it is no state of a training",
            not Version => $"it is of version {Said(VersionEntry)}, not {Version}",
            _ when Said(KeyEntry) != key => "it belongs to another training",
            _ when Said(ParametersEntry) != Parameters(state) => "its parameters are others",
            _ => null,
        };
    }

    private static string? Take(SafetensorsFile file, TrainingState state)
    {
        Entry[] entries = [.. file.Tensors.Select(tensor => new Entry(tensor.Name, tensor.DType, [.. tensor.Shape], file.Bytes(tensor.Name).ToArray()))];
        if (Check(entries) != file.Metadata.GetValueOrDefault(CheckEntry))
        {
            return "it is damaged: the check sum is another";
        }

        var byName = entries.ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        Entry[] expected = [.. Expected(state).Where(entry => entry.Name != Validations || byName.ContainsKey(Validations))];
        if (expected.Length != entries.Length || !expected.All(entry => byName.TryGetValue(entry.Name, out var given) && given.IsLike(entry)))
        {
            return "its tensors are others";
        }

        var losses = Doubles(byName[Losses]);
        var found = byName.TryGetValue(Found, out var entry)
            ? Doubles(entry).Chunk(state.Network.Groups.DistinctBy(group => group.RateName).Count()).ToArray() : null;
        double[][] figures = [.. state.Figures.Select(figure => Doubles(byName[NameOf(figure)]))];
        if ((found is not null && found.Length != losses.Length) || figures.Any(values => values.Length != losses.Length))
        {
            return "its tensors are others";
        }

        state.Restore(
            losses, found ?? losses.Select(_ => Array.Empty<double>()), figures, state.Streams.Select(stream => byName[stream.Name].Bytes));
        foreach (var (numbersName, numbers) in state.Optimizer.Numbers)
        {
            Doubles(byName[$"optimizer.{numbersName}"]).CopyTo(numbers, 0);
        }

        if (byName.TryGetValue(Validations, out var looks))
        {
            state.Add(Doubles(looks).Chunk(3).Select(look => new ValidationLoss((int)look[0], (int)look[1], look[2])));
        }

        foreach (var (tensorName, tensor) in state.Tensors)
        {
            using var off = tensor.Runtime.NoGrad();
            using var given = tensor.Runtime.FromBytes(byName[tensorName].Bytes, tensor.Shape, tensor.DType);
            tensor.Copy_(given);
        }

        return null;
    }

    private static IEnumerable<Entry> Entries(TrainingState state)
    {
        foreach (var (name, value) in state.Tensors)
        {
            yield return new(name, Stored(value), Shape(value), value.DType == DType.UInt8 ? Array.ConvertAll(value.ToFloats(), code => (byte)code)
                : MemoryMarshal.AsBytes(value.ToFloats().AsSpan()).ToArray());
        }

        foreach (var (name, values) in state.Optimizer.Numbers)
        {
            yield return OfDoubles($"optimizer.{name}", values);
        }

        foreach (var (name, stream) in state.Streams)
        {
            var bytes = stream.State();
            yield return new(name, SafetensorsDType.U8, [bytes.Length], bytes);
        }

        yield return OfDoubles(Losses, [.. state.Losses]);
        foreach (var figure in state.Figures)
        {
            yield return OfDoubles(NameOf(figure), [.. figure.Values]);
        }

        if (state.Optimizer.Finds != FoundKind.Nothing)
        {
            yield return OfDoubles(Found, [.. state.Found.SelectMany(step => step)]);
        }

        if (state.Validations.Count > 0)
        {
            yield return OfDoubles(Validations, [.. state.Validations.SelectMany(look => (double[])[look.Step, look.Epoch, look.Loss])]);
        }
    }

    /// <summary>What the file of this training holds: names, types and shapes; the losses are as many as the steps taken.</summary>
    private static IEnumerable<Entry> Expected(TrainingState state) =>
    [
        .. state.Tensors.Select(tensor => new Entry(tensor.Name, Stored(tensor.Value), Shape(tensor.Value), [])),
        .. state.Optimizer.Numbers.Select(numbers => new Entry($"optimizer.{numbers.Name}", SafetensorsDType.F64, [numbers.Values.Length], [])),
        .. state.Streams.Select(stream => new Entry(stream.Name, SafetensorsDType.U8, [stream.Stream.State().Length], [])),
        new(Losses, SafetensorsDType.F64, [AnyLength], []),
        new(Validations, SafetensorsDType.F64, [AnyLength], []),
        .. state.Optimizer.Finds == FoundKind.Nothing ? (Entry[])[] : [new(Found, SafetensorsDType.F64, [AnyLength], [])],
        .. state.Figures.Select(figure => new Entry(NameOf(figure), SafetensorsDType.F64, [AnyLength], [])),
    ];

    private static string NameOf(FigureSeries figure) => $"figures.{figure.Name}";

    private static Entry OfDoubles(string name, double[] values) =>
        new(name, SafetensorsDType.F64, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private static double[] Doubles(Entry entry) => MemoryMarshal.Cast<byte, double>(entry.Bytes).ToArray();

    private static SafetensorsDType Stored(Tensor tensor) => tensor.DType == DType.UInt8 ? SafetensorsDType.U8 : SafetensorsDType.F32;

    /// <summary>Groups and shapes of what is trained.</summary>
    private static string Parameters(TrainingState state) => Hash(state.Network.Groups.Select(group => Encoding.UTF8.GetBytes(
        $"{group.Name}: {string.Join("; ", group.Parameters.Select(parameter => string.Join(' ', parameter.Shape.ToArray())))}\n")));

    private static string Check(IEnumerable<Entry> entries) => Hash(entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)
        .SelectMany(entry => (byte[][])[Encoding.UTF8.GetBytes($"{entry.Name} {entry.Type} {string.Join(' ', entry.Shape)}\n"), entry.Bytes]));

    private static string Hash(IEnumerable<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static long[] Shape(Tensor tensor) => [.. tensor.Shape.ToArray().Select(size => (long)size)];

    /// <summary>A tensor of the file; little-endian, row-major.</summary>
    private readonly record struct Entry(string Name, SafetensorsDType Type, long[] Shape, byte[] Bytes)
    {
        public bool IsLike(Entry other) => Type == other.Type && Shape.Length == other.Shape.Length
            && Shape.Zip(other.Shape).All(pair => pair.First == pair.Second || pair.Second == AnyLength);
    }
}
