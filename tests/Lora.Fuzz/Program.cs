using Lora.Fuzz;
using SharpFuzz;

// NAME FILE: one input, as AFL gives it; NAME --libfuzzer: in-process; NAME --seeds FOLDER: writes the good inputs; nothing: the readers' names
if (args.Length < 2)
{
    foreach (var each in ReaderCatalog.All)
    {
        Console.WriteLine(each.Name);
    }

    return;
}

var reader = ReaderCatalog.Find(args[0]);
switch (args[1])
{
    case "--seeds":
        Directory.CreateDirectory(args[2]);
        foreach (var (i, seed) in reader.Inputs.Index())
        {
            File.WriteAllBytes(Path.Combine(args[2], $"{i:00}"), seed);
        }

        break;
    case "--libfuzzer":
        Fuzzer.LibFuzzer.Run(input => Try(input.ToArray()));
        break;
    case "--afl":
        Fuzzer.OutOfProcess.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            Try(input.ToArray());
        });
        break;
    default:
        Try(File.ReadAllBytes(args[1]));
        Console.WriteLine("nothing to complain of");
        break;
}

void Try(byte[] input)
{
    if (Trial.Fault(reader, input, out _) is { } fault)
    {
        throw new InvalidOperationException($"{reader.Name}: {fault}");
    }
}
