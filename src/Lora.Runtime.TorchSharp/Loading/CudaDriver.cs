using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Lora.Tensors;

namespace Lora.Runtime.Torch.Loading;

/// <summary>
/// NVIDIA's driver asked directly, before 6 GB of libraries are loaded that would only say that there is no GPU. libtorch's packages are built with CUDA 12.8,
/// which by NVIDIA's rule of minor versions runs on every driver of CUDA 12, release 525 or newer: that is what is asked for, not 12.8. A card newer than its
/// driver is none for that driver, so nothing is lost by it.
/// </summary>
internal static unsafe class CudaDriver
{
    private const int Needed = 12000;
    private const int MajorAttribute = 75, MinorAttribute = 76;

    private static string Library => OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";

    /// <summary>A card: its name, memory and generation.</summary>
    public sealed record Card(string Name, long Bytes, int Major, int Minor)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}, {Bytes / 1073741824.0:0.#} GiB");
    }

    /// <exception cref="TensorEngineException">There is no driver, it is too old, or there is no such card.</exception>
    public static Card Check(int index) => Check(index, Library);

    /// <summary>The same with a driver of another name.</summary>
    public static Card Check(int index, string library)
    {
        if (!NativeLibrary.TryLoad(library, out var driver))
        {
            throw new TensorEngineException(TensorEngineFault.DriverMissing, $"NVIDIA's driver ({library}) is not on this machine.", library);
        }

        int version = 0, count = 0, device = 0, major = 0, minor = 0;
        nuint bytes = 0;
        Span<byte> name = stackalloc byte[256];
        name.Clear();
        var started = ((delegate* unmanaged<uint, int>)Function(driver, "cuInit"))(0);
        Expect(((delegate* unmanaged<int*, int>)Function(driver, "cuDriverGetVersion"))(&version), "tell its version", library);
        if (version < Needed)
        {
            throw new TensorEngineException(TensorEngineFault.DriverTooOld,
                $"NVIDIA's driver is for CUDA {version / 1000}.{version % 1000 / 10} and libtorch needs one for CUDA 12: release 525 or newer.", library);
        }

        const int NoDevice = 100;
        if (started != NoDevice)
        {
            Expect(started, "start", library);
            Expect(((delegate* unmanaged<int*, int>)Function(driver, "cuDeviceGetCount"))(&count), "count its cards", library);
        }

        if (index >= count)
        {
            throw new TensorEngineException(TensorEngineFault.DeviceMissing,
                $"There is no device cuda:{index}: NVIDIA's driver knows {(count == 1 ? "one card, cuda:0" : $"{count} cards")}.", library);
        }

        Expect(((delegate* unmanaged<int*, int, int>)Function(driver, "cuDeviceGet"))(&device, index), "give a card", library);
        fixed (byte* text = name)
        {
            Expect(((delegate* unmanaged<byte*, int, int, int>)Function(driver, "cuDeviceGetName"))(text, name.Length - 1, device), "name a card", library);
        }

        Expect(((delegate* unmanaged<nuint*, int, int>)Function(driver, "cuDeviceTotalMem_v2"))(&bytes, device), "tell a card's memory", library);
        var attribute = (delegate* unmanaged<int*, int, int, int>)Function(driver, "cuDeviceGetAttribute");
        Expect(attribute(&major, MajorAttribute, device), "tell a card's generation", library);
        Expect(attribute(&minor, MinorAttribute, device), "tell a card's generation", library);
        return new Card(Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]), (long)bytes, major, minor);
    }

    private static nint Function(nint driver, string name) => NativeLibrary.GetExport(driver, name);

    private static void Expect(int result, string what, string library)
    {
        if (result != 0)
        {
            throw new TensorEngineException(TensorEngineFault.DeviceMissing, $"NVIDIA's driver could not {what} (error {result}).", library);
        }
    }
}
