using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Lora.Dataset;
using Lora.Imaging;

namespace Lora.Bench;

/// <summary>
/// Pictures of 12 megapixels to PNG files of 1024 pixels, ours and libvips' taking turns: first each by itself, then many at a time as the Resize stage works.
/// </summary>
public static class PictureFigures
{
    private const int Width = 4000, Height = 3000, Side = 1024, Kinds = 8;

    private static readonly ManagedCodec Codec = new();

    public static void Run(BenchOptions options)
    {
        var folder = options.Out ?? Directory.CreateTempSubdirectory("lora-pictures-").FullName;
        try
        {
            Keep(options.Threads);
            var files = Make(Directory.CreateDirectory(folder).FullName, options.Batch);
            Compare(options, "one after the other", files[..Math.Min(Kinds, files.Length)], options.Threads, 1, batch =>
            {
                foreach (var file in batch)
                {
                    Thumbnail(file);
                }
            });
            Parts(options, files[0]);
            var preparation = new ImagePreparation(BucketTable.Make(Side, Side, 256, 2048, 64)) { ShrinkOnLoad = true };
            Compare(options, "many at a time", files, 1, options.Threads, batch =>
                Parallel.ForEach(batch, new ParallelOptions { MaxDegreeOfParallelism = options.Threads }, file => Prepare(file, preparation)));
        }
        finally
        {
            if (options.Out is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>This process and those it starts stay on so many processors.</summary>
    private static void Keep(int threads)
    {
        using var process = Process.GetCurrentProcess();
        if (OperatingSystem.IsLinux())
        {
            process.ProcessorAffinity = (1 << threads) - 1;
        }
    }

    /// <summary>Some kinds of pictures, and copies of them that differ in a comment: no two files are equal, as no two photographs are.</summary>
    private static string[] Make(string folder, int count)
    {
        string[] files = [.. Enumerable.Range(0, count).Select(i => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{i:0000}.jpg")))];
        for (var i = 0; i < count; i++)
        {
            if (!File.Exists(files[i]))
            {
                var picture = i < Kinds ? Photo.Jpeg(i, Width, Height) : File.ReadAllBytes(files[i % Kinds]);
                byte[] comment = [0xFF, 0xFE, 0, 4, (byte)(i >> 8), (byte)i];
                File.WriteAllBytes(files[i], i < Kinds ? picture : [.. picture[..2], .. comment, .. picture[2..]]);
            }
        }

        return files;
    }

    private static void Compare(BenchOptions options, string name, string[] files, int threads, int processes, Action<string[]> ours)
    {
        ours(files[..Math.Min(2, files.Length)]);
        var (our, their) = (new List<(double Wall, double Processors)>(), new List<(double Wall, double Processors)>());
        for (var run = 0; run < options.Runs; run++)
        {
            our.Add(Time(() => ours(files)));
            if (Thumbnailer.IsThere)
            {
                their.Add(Thumbnailer.Run(files, Side, threads, processes));
            }
        }

        Print(options, $"{name}, ours", files.Length, our);
        if (their.Count == 0)
        {
            Console.WriteLine($"# no {Thumbnailer.Program} (Debian: libvips-tools) to compare with");
            return;
        }

        Print(options, $"{name}, {Thumbnailer.Program}", files.Length, their);
        double Ratio(Func<(double Wall, double Processors), double> of) => Median([.. our.Zip(their, (mine, other) => of(mine) / of(other))]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{{\"name\": \"{name}, ratio\", \"wall\": {Ratio(time => time.Wall):0.00}, \"cpu\": {Ratio(time => time.Processors):0.00}}}"));
    }

    private static void Print(BenchOptions options, string name, int pictures, List<(double Wall, double Processors)> times) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{{\"name\": \"{name}\", \"threads\": {options.Threads}, \"pictures\": {pictures}, ")
            + string.Create(CultureInfo.InvariantCulture, $"\"median_s\": {Median([.. times.Select(time => time.Wall / pictures)]):0.0000}, ")
            + string.Create(CultureInfo.InvariantCulture, $"\"cpu_s\": {Median([.. times.Select(time => time.Processors / pictures)]):0.0000}}}"));

    /// <summary>Where the time of one picture goes.</summary>
    private static void Parts(BenchOptions options, string file)
    {
        var bytes = File.ReadAllBytes(file);
        var picture = Codec.Decode(bytes).Opaque();
        var small = Resizer.Resize(picture, Side, Side * Height / Width, Interpolations.OpenCvArea);
        Figure.Print(options, $"decode {bytes.Length >> 10} KiB", options.Seconds / 5, () => Codec.Decode(bytes).Dispose());
        Figure.Print(options, "decode at a half", options.Seconds / 5, () => Codec.Decode(bytes, _ => new(Width / 2, Height / 2)).Dispose());
        Figure.Print(options, "resize by area", options.Seconds / 5, () => Resizer.Resize(picture, small.Width, small.Height, Interpolations.OpenCvArea));
        Figure.Print(options, "resize by lanczos", options.Seconds / 5, () => Resizer.Resize(picture, small.Width, small.Height, Interpolations.PillowLanczos));
        Figure.Print(options, "encode, fast", options.Seconds / 5, () => Codec.EncodePng(small, PngEffort.Fast));
        Figure.Print(options, "encode, small", options.Seconds / 5, () => Codec.EncodePng(small, PngEffort.Small));
    }

    private static void Thumbnail(string file)
    {
        var (width, height) = (Side, Side * Height / Width);
        using var picture = Codec.Decode(File.ReadAllBytes(file), _ => new(2 * width, 2 * height));
        var small = Resizer.Resize(picture.Opaque(), width, height, Interpolations.OpenCvArea);
        File.WriteAllBytes(file + ".ours.png", Codec.EncodePng(small, PngEffort.Fast));
    }

    /// <summary>As the stage: hashed, decoded, prepared, written into the store and into the project.</summary>
    private static void Prepare(string file, ImagePreparation preparation)
    {
        var bytes = File.ReadAllBytes(file);
        SHA256.HashData(bytes);
        using var picture = Codec.Decode(bytes, preparation.Enough);
        var png = Codec.EncodePng(preparation.Prepare(picture), PngEffort.Fast);
        File.WriteAllBytes(file + ".store.png", png);
        File.WriteAllBytes(file + ".ours.png", png);
    }

    private static (double Wall, double Processors) Time(Action run)
    {
        var (began, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        run();
        return (Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
