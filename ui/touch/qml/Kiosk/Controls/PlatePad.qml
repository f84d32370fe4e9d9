import QtQuick
import Kiosk.Theme

// Keys for a plate: first the province, then letters and digits (there is no I and no O on plates).
KeyPad {
    property bool provinces: true

    columns: Theme.portrait ? 6 : 11
    keys: provinces ? "浙沪苏皖闽赣鲁豫京津冀晋蒙辽吉黑鄂湘粤桂琼渝川贵云藏陕甘青宁新".split("") : "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ".split("")
}
